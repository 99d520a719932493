using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>Operators on the matrices of the last two axes, other than products.</summary>
public static class Matrices
{
    private const long LargestDeterminant = 6;

    /// <summary>The part above (<c>upper</c>, the default) or below the diagonal <c>k</c>, that included; 0 elsewhere.</summary>
    public static readonly Operator Trilu = new("Trilu")
    {
        Opset = 14,
        Type = c => c.Inputs[0].TypedShape,
        Kernel = k =>
        {
            var (x, diagonal, upper) = (k.Inputs[0], k.Attributes.Int("k"), k.Attributes.Int("upper", 1) != 0);
            var (rows, columns) = (x.Dims[^2], x.Dims[^1]);
            return new Tensor(x.Type, x.Dims, [.. x.Values.Select((v, i) => (i % columns) - (i / columns % rows) is var above && (upper ? above >= diagonal : above <= diagonal) ? v : 0)]);
        },
        Gradients = [(y, g) => g.Graph.Add(Trilu!, [g], y.Attributes)],
        Formula = "x̄ = Trilu(g)",
        Batching = Batching.Axes,
        Lowering = (l, v, inputs) => l.Emit(
            "Trilu", v.TypedShape, [inputs[0], l.Constant(Tensor.Scalar(DataType.Int64, v.Attributes.Int("k")))], v.Attributes.Without("k"), 14),
    };

    /// <summary>
    /// Determinant, as a polynomial of the entries by expansion along the rows: exact to any order, also where it is 0. There is no
    /// inverse in ONNX for the usual rule, and this grows as 2^n.
    /// </summary>
    public static readonly Operator Det = new("Det")
    {
        Opset = 11,
        Expansion = (inputs, _) =>
        {
            var x = inputs[0];
            var minors = new Dictionary<string, Value>();
            return Minor(x, [.. Enumerable.Range(0, (int)x.Shape[-1].Known)], minors).Reshape(new Shape(x.Shape.SkipLast(2)));
        },
    };

    /// <summary>Whether <see cref="Det"/> of a value can be written out: square matrices of up to 6 rows.</summary>
    internal static bool IsSmall(Value x) =>
        x.Rank >= 2 && x.Shape[-1] == x.Shape[-2] && x.Shape[-1] is { IsKnown: true, Known: >= 1 and <= LargestDeterminant };

    /// <summary>Determinant of the last rows in the given columns; as many rows as columns.</summary>
    private static Value Minor(Value x, int[] columns, Dictionary<string, Value> known)
    {
        var key = string.Join(',', columns);
        if (known.TryGetValue(key, out var minor)) return minor;
        var row = (int)x.Shape[-1].Known - columns.Length;
        for (var i = 0; i < columns.Length; i++)
        {
            var entry = x.Slice(x.Rank - 2, row, row + 1).Slice(x.Rank - 1, columns[i], columns[i] + 1);
            var term = columns.Length == 1 ? entry : entry * Minor(x, [.. columns.Where((_, j) => j != i)], known);
            minor = minor is null ? term : i % 2 == 0 ? minor + term : minor - term;
        }

        return known[key] = minor!;
    }
}
