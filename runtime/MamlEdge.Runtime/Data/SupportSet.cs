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
    private readonly IReadOnlyList<(string Name, Examples Examples)> _parts;

    /// <summary>An empty one.</summary>
    public SupportSet()
        : this([])
    {
    }

    /// <summary>Examples in the order given, each part with the name of its class.</summary>
    internal SupportSet(IReadOnlyList<(string, Examples)> parts)
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
        return new SupportSet([.. _parts, (name, examples)]);
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

        var numbers = classes.Select((name, way) => (name, way)).ToDictionary(pair => pair.name, pair => (long)pair.way, StringComparer.Ordinal);
        float[] values = [.. _parts.SelectMany(part => part.Examples.Values.ToArray())];
        long[] labels = [.. _parts.SelectMany(part => Enumerable.Repeat(numbers[part.Name], (int)part.Examples.Count))];
        return (new Examples(values, [labels.Length, .. shape[1..]]), labels);
    }
}
