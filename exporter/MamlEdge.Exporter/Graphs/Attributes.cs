using System.Globalization;
using System.Text;

namespace MamlEdge.Exporter.Graphs;

/// <summary>
/// The attributes of one operator application: an immutable map with equality by content. Values are
/// <c>long</c>, <c>double</c>, <c>string</c>, arrays of these, <see cref="Shape"/>, <see cref="Tensor"/>, <see cref="StoredTensor"/> or
/// <see cref="Subgraph"/>.
/// </summary>
public sealed class Attributes : IEquatable<Attributes>
{
    private readonly SortedDictionary<string, object> _entries = new(StringComparer.Ordinal);
    private readonly string _key;

    /// <summary>The given attributes; entries whose value is null are left out.</summary>
    /// <exception cref="ArgumentException">A value has a type that attributes cannot hold.</exception>
    public Attributes(params IEnumerable<(string Name, object? Value)> entries)
    {
        foreach (var (name, value) in entries)
        {
            if (value is not null) _entries[name] = Normal(name, value);
        }

        _key = Key();
    }

    /// <summary>No attributes.</summary>
    public static Attributes None { get; } = new();

    /// <summary>All entries in ordinal order of their names.</summary>
    public IReadOnlyDictionary<string, object> Entries => _entries;

    /// <summary>Whether the attribute is there.</summary>
    public bool Has(string name) => _entries.ContainsKey(name);

    /// <summary>An integer, or <paramref name="otherwise"/> where it is absent.</summary>
    public long Int(string name, long otherwise = 0) => Get(name, otherwise);

    /// <summary>A number, or <paramref name="otherwise"/> where it is absent.</summary>
    public double Float(string name, double otherwise = 0) => Get(name, otherwise);

    /// <summary>A text, or <paramref name="otherwise"/> where it is absent.</summary>
    public string Text(string name, string otherwise = "") => Get(name, otherwise);

    /// <summary>A list of integers, or null where it is absent.</summary>
    public long[]? Ints(string name) => Get<long[]?>(name, null);

    /// <summary>A list of numbers, or null where it is absent.</summary>
    public double[]? Floats(string name) => Get<double[]?>(name, null);

    /// <summary>A list of texts, or null where it is absent.</summary>
    public string[]? Texts(string name) => Get<string[]?>(name, null);

    /// <summary>A shape; it must be there.</summary>
    public Shape Shape(string name) => Get<Shape?>(name, null) ?? throw new ExporterException($"Attribute '{name}' is missing.");

    /// <summary>A constant; it must be there.</summary>
    public Tensor Tensor(string name) => Get<Tensor?>(name, null) ?? throw new ExporterException($"Attribute '{name}' is missing.");

    /// <summary>These attributes with one added or replaced.</summary>
    public Attributes With(string name, object? value) =>
        new(_entries.Where(e => e.Key != name).Select(e => (e.Key, (object?)e.Value)).Append((name, value)));

    /// <summary>These attributes without some.</summary>
    public Attributes Without(params IEnumerable<string> names) =>
        new(_entries.Where(e => !names.Contains(e.Key)).Select(e => (e.Key, (object?)e.Value)));

    /// <summary>These attributes with the symbols of their shapes replaced.</summary>
    public Attributes Substitute(IReadOnlyDictionary<string, Dim> symbols) =>
        _entries.Values.Any(v => v is Shape { IsKnown: false })
            ? new(_entries.Select(e => (e.Key, (object?)(e.Value is Shape s ? new Shape(s.Select(d => d.Substitute(symbols))) : e.Value))))
            : this;

    /// <inheritdoc/>
    public bool Equals(Attributes? other)
    {
        if (other is null || _key != other._key) return false;
        foreach (var (name, value) in _entries)
        {
            var same = value switch
            {
                Tensor mine => other._entries[name] is Tensor theirs && (ReferenceEquals(mine, theirs) || mine.Values.AsSpan().SequenceEqual(theirs.Values)),
                StoredTensor or Subgraph or string or string[] => Same(value, other._entries[name]),
                _ => true,
            };
            if (!same) return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Attributes);

    /// <inheritdoc/>
    public override int GetHashCode() => _key.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => _key;

    private static bool Same(object mine, object theirs) =>
        mine is string[] texts ? theirs is string[] others && texts.AsSpan().SequenceEqual(others) : mine.Equals(theirs);

    private T Get<T>(string name, T otherwise) => !_entries.TryGetValue(name, out var value) ? otherwise
        : value is T typed ? typed
        : value is long whole && typeof(T) == typeof(double) ? (T)(object)(double)whole
        : throw new ExporterException($"Attribute '{name}' should be of type {typeof(T).Name}, got {value.GetType().Name}.");

    private static object Normal(string name, object value) => value switch
    {
        int i => (long)i,
        bool b => b ? 1L : 0L,
        float f => (double)f,
        Enum e => Convert.ToInt64(e, CultureInfo.InvariantCulture),
        int[] many => Array.ConvertAll(many, i => (long)i),
        long or double or string or long[] or double[] or string[] or Graphs.Shape or Graphs.Tensor or StoredTensor or Subgraph => value,
        _ => throw new ArgumentException($"Attribute '{name}' cannot hold a {value.GetType().Name}."),
    };

    private string Key()
    {
        var text = new StringBuilder();
        foreach (var (name, value) in _entries)
        {
            text.Append(text.Length == 0 ? "" : ", ").Append(name).Append('=').Append(value switch
            {
                long[] many => $"[{string.Join(",", many)}]",
                double[] many => $"[{string.Join(",", many.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))}]",
                string[] many => $"[{string.Join(",", many)}]",
                double number => number.ToString("R", CultureInfo.InvariantCulture),
                Tensor tensor => tensor + Fingerprint(tensor),
                _ => value.ToString(),
            });
        }

        return text.ToString();
    }

    private static string Fingerprint(Tensor tensor)
    {
        var hash = default(HashCode);
        foreach (var value in tensor.Values) hash.Add(value);
        return $"#{hash.ToHashCode():x}";
    }
}
