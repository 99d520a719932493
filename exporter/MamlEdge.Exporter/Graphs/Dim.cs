using System.Globalization;

namespace MamlEdge.Exporter.Graphs;

/// <summary>
/// The length of one axis: a known integer, or a known factor times named symbols that are bound at run time
/// (<c>S</c> support examples, <c>Q</c> query examples), such as <c>49·S</c>.
/// </summary>
public readonly struct Dim : IEquatable<Dim>
{
    private readonly string? _symbols;

    private Dim(long factor, string? symbols)
    {
        Factor = factor;
        _symbols = factor == 0 ? null : symbols;
    }

    /// <summary>The known factor; the whole length when <see cref="IsKnown"/>.</summary>
    public long Factor { get; }

    /// <summary>Whether the length is an integer known at export time.</summary>
    public bool IsKnown => _symbols is null;

    /// <summary>The symbols multiplied with <see cref="Factor"/>, in ordinal order.</summary>
    public IReadOnlyList<string> Symbols => _symbols is null ? [] : _symbols.Split('*');

    /// <summary>The symbol when the length is exactly one symbol, otherwise null.</summary>
    public string? Symbol => Factor == 1 && _symbols is not null && !_symbols.Contains('*') ? _symbols : null;

    /// <summary>The length bound to the name <paramref name="symbol"/> at run time.</summary>
    public static Dim Of(string symbol)
    {
        ArgumentException.ThrowIfNullOrEmpty(symbol);
        return new Dim(1, symbol.Replace('*', '.'));
    }

    /// <summary>A known length.</summary>
    public static implicit operator Dim(long value) => new(value, null);

    /// <summary>The product of two lengths.</summary>
    public static Dim operator *(Dim a, Dim b)
    {
        var symbols = a.Symbols.Concat(b.Symbols).Order(StringComparer.Ordinal);
        return new Dim(checked(a.Factor * b.Factor), a.IsKnown && b.IsKnown ? null : string.Join('*', symbols));
    }

    /// <summary>The quotient when it is exact for every binding of the symbols, otherwise null.</summary>
    public static Dim? Divide(Dim a, Dim b)
    {
        if (b.Factor == 0 || a.Factor % b.Factor != 0) return null;
        var rest = a.Symbols.ToList();
        foreach (var symbol in b.Symbols)
        {
            if (!rest.Remove(symbol)) return a.Factor == 0 ? 0 : null;
        }

        return new Dim(a.Factor / b.Factor, rest.Count == 0 ? null : string.Join('*', rest));
    }

    /// <summary>The sum when it is again a factor times symbols, otherwise null.</summary>
    public static Dim? Add(Dim a, Dim b) =>
        a == 0 ? b : b == 0 ? a : a._symbols == b._symbols ? new Dim(checked(a.Factor + b.Factor), a._symbols) : null;

    /// <summary>The same length with every symbol replaced by what <paramref name="map"/> says of it.</summary>
    public Dim Substitute(IReadOnlyDictionary<string, Dim> map)
    {
        if (IsKnown) return this;
        Dim result = Factor;
        foreach (var symbol in Symbols) result *= map.TryGetValue(symbol, out var to) ? to : Of(symbol);
        return result;
    }

    /// <summary>The integer length once every symbol is bound.</summary>
    /// <exception cref="ExporterException">A symbol has no value.</exception>
    public long Evaluate(IReadOnlyDictionary<string, long> symbols)
    {
        var result = Factor;
        foreach (var symbol in Symbols)
        {
            if (!symbols.TryGetValue(symbol, out var length))
                throw new ExporterException($"Dimension '{symbol}' has no value. Feed an input whose shape holds it.");
            result = checked(result * length);
        }

        return result;
    }

    /// <inheritdoc/>
    public bool Equals(Dim other) => Factor == other.Factor && _symbols == other._symbols;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Dim other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Factor, _symbols);

    /// <summary>Whether both lengths are equal for every binding of the symbols.</summary>
    public static bool operator ==(Dim a, Dim b) => a.Equals(b);

    /// <summary>Whether the lengths can differ.</summary>
    public static bool operator !=(Dim a, Dim b) => !a.Equals(b);

    /// <inheritdoc/>
    public override string ToString() =>
        IsKnown ? Factor.ToString(CultureInfo.InvariantCulture)
        : Factor == 1 ? _symbols!
        : string.Create(CultureInfo.InvariantCulture, $"{Factor}*{_symbols}");
}
