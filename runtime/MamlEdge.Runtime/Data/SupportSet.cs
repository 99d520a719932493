namespace MamlEdge.Runtime;

/// <summary>
/// Labelled examples by the names of their classes. A personal model keeps the names, so that another support set may bring
/// examples of known classes and new ones in any order. Immutable.
/// </summary>
/// <example>
/// <code>
/// var support = new SupportSet().With("cup", cups).With("plate", plates);
/// using var first = model.Adapt(support);
/// using var more = model.Adapt(support.With("fork", forks), from: first.State);   // a class more
/// </code>
/// </example>
public sealed class SupportSet
{
    private readonly IReadOnlyList<NamedExamples> _parts;

    /// <summary>An empty one.</summary>
    public SupportSet()
        : this([])
    {
    }

    /// <summary>Examples in the order given, each part with the name of its class.</summary>
    internal SupportSet(IReadOnlyList<NamedExamples> parts)
    {
        _parts = parts;
    }

    /// <summary>Names of the classes in the order in which they were added.</summary>
    public IReadOnlyList<string> Classes => [.. _parts.Select(part => part.Name).Distinct(StringComparer.Ordinal)];

    /// <summary>Number of examples.</summary>
    public long Count => _parts.Sum(part => part.Examples.Count);

    /// <summary>This support set with examples more.</summary>
    /// <param name="name">Name of their class, new or known.</param>
    /// <param name="examples">Examples in the shape of the manifest's input; not copied.</param>
    public SupportSet With(string name, Examples examples)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new SupportSet([.. _parts, new NamedExamples(name, examples)]);
    }

    /// <summary>All examples one after another, and the number of each one's class.</summary>
    /// <exception cref="InputException">There are none, or their shapes differ.</exception>
    internal (Examples X, long[] Labels) Joined(IReadOnlyList<string> classes)
    {
        if (_parts.Count == 0)
            throw new InputException("Support set", "at least one example", "none", "Add examples with With.");
        var shape = _parts[0].Examples.Shape.ToArray();
        foreach (var (name, examples) in _parts)
        {
            if (!examples.Shape[1..].SequenceEqual(shape.AsSpan(1)))
            {
                throw new InputException(
                    $"Support set, '{name}'", $"examples of shape {Bundle.TensorShape.Text(shape.AsSpan(1))}", Bundle.TensorShape.Text(examples.Shape[1..]),
                    "Give all examples in one shape.");
            }
        }

        var numbers = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var name in classes)
            numbers.Add(name, numbers.Count);
        var (values, labels) = (new List<float>(), new List<long>());
        foreach (var (name, examples) in _parts)
        {
            values.AddRange(examples.Values.Span);
            labels.AddRange(Enumerable.Repeat(numbers[name], (int)examples.Count));
        }

        return (new Examples(values.ToArray(), [labels.Count, .. shape[1..]]), labels.ToArray());
    }
}

/// <summary>Examples of one class.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Examples">At least one example.</param>
internal sealed record NamedExamples(string Name, Examples Examples);
