namespace MamlEdge.Exporter.Graphs;

/// <summary>One term of a <see cref="Dim"/>: a factor times symbols; without symbols the constant term.</summary>
/// <param name="Coefficient">The factor, not 0.</param>
/// <param name="Product">The symbols in ordinal order with '*' between them, or nothing.</param>
public readonly record struct DimTerm(long Coefficient, string Product)
{
    /// <summary>The symbols, each as often as it is a factor.</summary>
    public IReadOnlyList<string> Symbols => Product.Length == 0 ? [] : Product.Split('*');

    /// <summary>The product of two terms.</summary>
    public static DimTerm operator *(DimTerm a, DimTerm b) =>
        new(checked(a.Coefficient * b.Coefficient), string.Join('*', a.Symbols.Concat(b.Symbols).Order(StringComparer.Ordinal)));

    /// <summary>The quotient when it is exact for every binding of the symbols, otherwise null.</summary>
    public static DimTerm? Divide(DimTerm a, DimTerm b)
    {
        if (a.Coefficient % b.Coefficient != 0) return null;
        var rest = a.Symbols.ToList();
        return b.Symbols.All(rest.Remove) ? new(a.Coefficient / b.Coefficient, string.Join('*', rest)) : null;
    }

    /// <inheritdoc/>
    public override string ToString() => Product.Length == 0 ? $"{Coefficient}" : Coefficient == 1 ? Product : Coefficient == -1 ? "-" + Product : $"{Coefficient}*{Product}";
}
