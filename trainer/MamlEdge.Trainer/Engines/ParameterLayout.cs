namespace MamlEdge.Trainer.Engines;

/// <summary>
/// How all that the outer loop learns lies in one flat vector: the parameters <c>theta.*</c>, then <c>step.*</c>, values for each step of those
/// that have some, and, where they are learned, the inner learning rates <c>lr.*</c>.
/// </summary>
public sealed class ParameterLayout
{
    /// <summary>Graph inputs of this prefix are model parameters.</summary>
    public const string ThetaPrefix = "theta.";

    /// <summary>Graph inputs of this prefix are inner learning rates of one parameter; the input of a single rate is "lr".</summary>
    public const string RatePrefix = "lr.";

    /// <summary>Graph inputs of this prefix are the values of a parameter after each step, [k, ...].</summary>
    public const string StepPrefix = "step.";

    /// <summary>Lays the tensors out one after another.</summary>
    /// <exception cref="ArgumentException">A name appears twice.</exception>
    public ParameterLayout(IEnumerable<(string Name, IReadOnlyList<long> Shape)> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var slots = new List<ParameterSlot>();
        foreach (var (name, shape) in tensors)
        {
            if (slots.Any(slot => slot.Name == name))
                throw new ArgumentException($"The parameter '{name}' appears twice.", nameof(tensors));
            var length = checked((int)shape.Aggregate(1L, (size, dim) => checked(size * dim)));
            slots.Add(new ParameterSlot(name, shape, Size, length));
            Size = checked(Size + length);
        }

        Slots = slots;
    }

    /// <summary>Whether a graph input is an inner learning rate.</summary>
    public static bool IsRate(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name == RatePrefix.TrimEnd('.') || name.StartsWith(RatePrefix, StringComparison.Ordinal);
    }

    /// <summary>All tensors, in order.</summary>
    public IReadOnlyList<ParameterSlot> Slots { get; }

    /// <summary>Number of values of all tensors together.</summary>
    public int Size { get; }
}
