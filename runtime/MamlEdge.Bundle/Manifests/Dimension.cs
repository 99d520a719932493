using System.Globalization;
using System.Text.Json.Serialization;

namespace MamlEdge.Bundle;

/// <summary>One dimension of a shape in a manifest: a known size or a symbol such as <c>S</c>.</summary>
[JsonConverter(typeof(DimensionConverter))]
public readonly record struct Dimension
{
    private readonly long _size;

    /// <summary>A known size.</summary>
    /// <param name="size">0 or more.</param>
    public Dimension(long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        _size = size;
    }

    /// <summary>A size that is free at run time.</summary>
    /// <param name="symbol">Its name.</param>
    public Dimension(string symbol)
    {
        ArgumentException.ThrowIfNullOrEmpty(symbol);
        Symbol = symbol;
    }

    /// <summary>The name of a free size; null for a known one.</summary>
    public string? Symbol { get; }

    /// <summary>The known size; null for a symbol.</summary>
    public long? Size => Symbol is null ? _size : null;

    /// <summary>A known size.</summary>
    /// <param name="size">0 or more.</param>
    public static implicit operator Dimension(long size) => new(size);

    /// <summary>A size that is free at run time.</summary>
    /// <param name="symbol">Its name.</param>
    public static implicit operator Dimension(string symbol) => new(symbol);

    /// <summary>Whether a size fits: any size fits a symbol.</summary>
    /// <param name="size">A run-time size.</param>
    public bool Accepts(long size) => Symbol is not null || size == _size;

    /// <summary>The size or the symbol.</summary>
    public override string ToString() => Symbol ?? _size.ToString(CultureInfo.InvariantCulture);
}
