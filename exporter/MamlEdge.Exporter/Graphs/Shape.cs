using System.Collections;

namespace MamlEdge.Exporter.Graphs;

/// <summary>The axes of a value, outermost first. Rank 0 is a scalar.</summary>
public sealed class Shape : IReadOnlyList<Dim>, IEquatable<Shape>
{
    private readonly Dim[] _dims;

    /// <summary>A shape of the given axes.</summary>
    public Shape(params IEnumerable<Dim> dims)
    {
        _dims = [.. dims];
    }

    /// <summary>The shape of a single number.</summary>
    public static Shape Scalar { get; } = new();

    /// <summary>The number of axes.</summary>
    public int Rank => _dims.Length;

    /// <inheritdoc/>
    public int Count => _dims.Length;

    /// <summary>Whether every axis is known at export time.</summary>
    public bool IsKnown => Array.TrueForAll(_dims, d => d.IsKnown);

    /// <summary>The number of elements.</summary>
    public Dim Size => _dims.Aggregate((Dim)1, (a, b) => a * b);

    /// <summary>Length of an axis; negative counts from the end.</summary>
    public Dim this[int axis] => _dims[axis < 0 ? axis + _dims.Length : axis];

    /// <summary>A shape of known lengths.</summary>
    public static Shape Of(params IEnumerable<long> dims) => new(dims.Select(d => (Dim)d));

    /// <summary>The same axes with one of them replaced.</summary>
    public Shape With(int axis, Dim dim)
    {
        var dims = (Dim[])_dims.Clone();
        dims[axis < 0 ? axis + dims.Length : axis] = dim;
        return new Shape(dims);
    }

    /// <summary>Known lengths as integers.</summary>
    /// <exception cref="ExporterException">An axis is symbolic.</exception>
    public long[] ToLongs() => Array.ConvertAll(_dims, d => d.Known);

    /// <inheritdoc/>
    public IEnumerator<Dim> GetEnumerator() => ((IEnumerable<Dim>)_dims).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _dims.GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(Shape? other) => other is not null && _dims.AsSpan().SequenceEqual(other._dims);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Shape);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var dim in _dims) hash.Add(dim);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => $"[{string.Join(", ", _dims)}]";
}
