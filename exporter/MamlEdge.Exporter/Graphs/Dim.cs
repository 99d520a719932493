using System.Numerics;

namespace MamlEdge.Exporter.Graphs;

/// <summary>
/// The length of one axis: a known integer, or a polynomial in named symbols that are bound at run time
/// (<c>S</c> support examples, <c>Q</c> query examples), such as <c>49*S</c> or <c>N + 1</c>.
/// </summary>
public readonly partial struct Dim : IEquatable<Dim>
{
    /// <summary>Most terms, and most symbols of a term: models have few, and damaged ones stay bounded.</summary>
    private const int Largest = 64;

    private readonly long _known;
    private readonly DimTerm[]? _terms;

    private Dim(long known) => _known = known;

    private Dim(DimTerm[] terms) => _terms = terms;

    /// <summary>Whether the length is an integer known at export time.</summary>
    public bool IsKnown => _terms is null;

    /// <summary>The length where it <see cref="IsKnown"/>.</summary>
    /// <exception cref="ExporterException">It is not.</exception>
    public long Known => IsKnown ? _known
        : throw new ExporterException($"The length '{this}' must be known here. Export the model with a known length of that axis, or give it with --shape.");

    /// <summary>The largest number that divides the length whatever the symbols are: the length itself where it is known, 49 for <c>49*S</c>.</summary>
    public long Coefficient => _terms is null ? _known
        : (long)_terms.Aggregate(BigInteger.Zero, (divisor, t) => BigInteger.GreatestCommonDivisor(divisor, t.Coefficient));

    /// <summary>Whether the length is below 0 for every binding, where symbols stand for lengths from 1.</summary>
    public bool IsNegative => _terms is null ? _known < 0 : Array.TrueForAll(_terms, t => t.Coefficient < 0);

    /// <summary>What is added up: those of most symbols first, the constant term last; none for the length 0.</summary>
    public IReadOnlyList<DimTerm> Terms => _terms ?? (_known == 0 ? [] : [new DimTerm(_known, "")]);

    /// <summary>The symbols that the length depends on.</summary>
    public IReadOnlyList<string> Symbols => _terms is null ? [] : [.. _terms.SelectMany(t => t.Symbols).Distinct()];

    /// <summary>The symbol when the length is exactly one symbol, otherwise null.</summary>
    public string? Symbol => _terms is [{ Coefficient: 1 } only] && !only.Product.Contains('*') ? only.Product : null;

    /// <summary>The symbol and the number of times that the length is of it, where it is exactly that: N and 2 for <c>2*N</c>.</summary>
    public (string Symbol, long Times)? Multiple => _terms is [{ Coefficient: > 0 } only] && !only.Product.Contains('*') ? (only.Product, only.Coefficient) : null;

    /// <summary>The length bound to the name <paramref name="symbol"/> at run time; what would read as arithmetic in a name becomes a point.</summary>
    public static Dim Of(string symbol)
    {
        ArgumentException.ThrowIfNullOrEmpty(symbol);
        return new Dim([new DimTerm(1, symbol.Replace('*', '.').Replace(" + ", ".", StringComparison.Ordinal).Replace(" - ", ".", StringComparison.Ordinal))]);
    }

    /// <summary>A known length.</summary>
    public static implicit operator Dim(long value) => new(value);

    /// <summary>The product of two lengths.</summary>
    public static Dim operator *(Dim a, Dim b) => a.IsKnown && b.IsKnown ? checked(a._known * b._known)
        : Sum(a.Terms.SelectMany(_ => b.Terms, (s, t) => s * t));

    /// <summary>The sum of two lengths.</summary>
    public static Dim operator +(Dim a, Dim b) => a.IsKnown && b.IsKnown ? checked(a._known + b._known) : Sum(a.Terms.Concat(b.Terms));

    /// <summary>The difference of two lengths.</summary>
    public static Dim operator -(Dim a, Dim b) => a + (b * -1);

    /// <summary>The quotient when it is exact for every binding of the symbols, otherwise null.</summary>
    public static Dim? Divide(Dim a, Dim b)
    {
        if (b == 0) return null;
        var (quotient, rest) = ((Dim)0, a);
        for (var steps = 0; rest != 0; steps++)
        {
            if (steps == Largest || DimTerm.Divide(rest.Terms[0], b.Terms[0]) is not { } term) return null;
            (quotient, rest) = (quotient + Sum([term]), rest - (Sum([term]) * b));
        }

        return quotient;
    }

    /// <summary>The same length with every symbol replaced by what <paramref name="map"/> says of it.</summary>
    public Dim Substitute(IReadOnlyDictionary<string, Dim> map) => IsKnown ? this
        : Terms.Aggregate((Dim)0, (sum, t) => sum + t.Symbols.Aggregate((Dim)t.Coefficient, (product, s) => product * (map.TryGetValue(s, out var to) ? to : Of(s))));

    /// <summary>The integer length once every symbol is bound.</summary>
    /// <exception cref="ExporterException">A symbol has no value.</exception>
    public long Evaluate(IReadOnlyDictionary<string, long> symbols) => Evaluate(s => symbols.TryGetValue(s, out var length) ? length
        : throw new ExporterException($"Dimension '{s}' has no value. Feed an input whose shape holds it."));

    /// <summary>The integer length for what <paramref name="length"/> says of each symbol.</summary>
    public long Evaluate(Func<string, long> length) => IsKnown ? _known
        : Terms.Aggregate(0L, (sum, t) => checked(sum + t.Symbols.Aggregate(t.Coefficient, (product, s) => checked(product * length(s)))));

    /// <summary>About how long it is where every symbol is about <paramref name="length"/>.</summary>
    public double Estimate(double length) => Terms.Sum(t => t.Coefficient * Math.Pow(length, t.Symbols.Count));

    /// <inheritdoc/>
    public bool Equals(Dim other) => _known == other._known && _terms.AsSpan().SequenceEqual(other._terms);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Dim other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_known, _terms?.Length, _terms?[0]);

    /// <summary>Whether both lengths are equal for every binding of the symbols.</summary>
    public static bool operator ==(Dim a, Dim b) => a.Equals(b);

    /// <summary>Whether the lengths can differ.</summary>
    public static bool operator !=(Dim a, Dim b) => !a.Equals(b);

    /// <summary>Like terms together, in order.</summary>
    private static Dim Sum(IEnumerable<DimTerm> terms)
    {
        DimTerm[] together = [.. terms.GroupBy(t => t.Product).Select(g => new DimTerm(g.Aggregate(0L, (sum, t) => checked(sum + t.Coefficient)), g.Key))
            .Where(t => t.Coefficient != 0).OrderByDescending(t => t.Symbols.Count).ThenBy(t => t.Product, StringComparer.Ordinal)];
        if (together.Length > Largest || (together.Length > 0 && together[0].Symbols.Count > Largest))
            throw new ExporterException($"A length has more than {Largest} terms or a product of more than {Largest} symbols. The model is damaged; export it again.");
        return together switch
        {
            [] => 0,
            [{ Product: "" } constant] => constant.Coefficient,
            _ => new Dim(together),
        };
    }
}
