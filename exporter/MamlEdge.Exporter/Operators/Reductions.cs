using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>
/// Reductions over axes (attributes <c>axes</c>, sorted and not negative, and <c>keepdims</c>). Sum, mean, maximum and minimum
/// have rules; the others, in the file beside this one, are written in terms of them.
/// </summary>
public static partial class Reductions
{
    /// <summary>Sum.</summary>
    public static readonly Operator ReduceSum = Reduction("ReduceSum", v => v.Sum(), (y, g) => Stretch(y, g), "x̄ = g stretched") with { Opset = 13 };

    /// <summary>Arithmetic mean.</summary>
    public static readonly Operator ReduceMean = Reduction("ReduceMean", v => v.Average(), (y, g) => Stretch(y, g / Count(y)), "x̄ = g / n stretched");

    /// <summary>Maximum; ties share the cotangent evenly, as in PyTorch.</summary>
    public static readonly Operator ReduceMax = Reduction("ReduceMax", v => v.Max(), Extremum, "x̄ = g / (number of ties) where x = y") with { Convention = "ties share evenly" };

    /// <summary>Minimum; ties share the cotangent evenly, as in PyTorch.</summary>
    public static readonly Operator ReduceMin = Reduction("ReduceMin", v => v.Min(), Extremum, "x̄ = g / (number of ties) where x = y") with { Convention = "ties share evenly" };

    /// <summary>Index of the largest element along <c>axis</c>.</summary>
    public static readonly Operator ArgMax = Arg("ArgMax", (a, b) => a > b);

    /// <summary>Index of the smallest element along <c>axis</c>.</summary>
    public static readonly Operator ArgMin = Arg("ArgMin", (a, b) => a < b);

    /// <summary>Sum over axes; all of them where none are given.</summary>
    public static Value Sum(this Value x, IReadOnlyList<long>? axes = null, bool keepDims = false) => Reduce(ReduceSum, x, axes, keepDims);

    /// <summary>Mean over axes; all of them where none are given.</summary>
    public static Value Mean(this Value x, IReadOnlyList<long>? axes = null, bool keepDims = false) => Reduce(ReduceMean, x, axes, keepDims);

    /// <summary>A reduction applied over axes; negative ones count from the end, null means all.</summary>
    public static Value Reduce(Operator reduction, Value x, IReadOnlyList<long>? axes, bool keepDims)
    {
        var normal = Axes(x, axes);
        return normal.Length == 0 && (reduction == ReduceSum || reduction == ReduceMean) ? x
            : x.Graph.Add(reduction, [x], AxesOf(normal, keepDims));
    }

    /// <summary>
    /// Whether reduced axes must be kept for the result to broadcast against what it was reduced from: not where they are the leading
    /// ones, as with channels last.
    /// </summary>
    public static bool MustKeep(IReadOnlyList<long> axes) => axes.Select((a, i) => a == i).Any(leading => !leading);

    /// <summary>Axes counted from the front, sorted; null means all.</summary>
    public static long[] Axes(Value x, IReadOnlyList<long>? axes)
    {
        var normal = (axes ?? [.. Enumerable.Range(0, x.Rank).Select(a => (long)a)]).Select(a => a < 0 ? a + x.Rank : a).Distinct().Order().ToArray();
        return Array.TrueForAll(normal, a => a >= 0 && a < x.Rank) ? normal
            : throw new ExporterException($"Axes [{string.Join(", ", axes ?? [])}] are out of range for '{x.Name}' {x.TypeText}.");
    }

    /// <summary>The axes from <paramref name="first"/> on.</summary>
    public static long[] From(int first, int rank) => [.. Enumerable.Range(first, rank - first).Select(a => (long)a)];

    /// <summary>Shape after reduction over axes.</summary>
    public static Shape Reduced(Shape shape, IReadOnlyList<long> axes, bool keepDims) => new(
        shape.Select((dim, axis) => (dim, gone: axes.Contains(axis))).Where(d => keepDims || !d.gone).Select(d => d.gone ? 1 : d.dim));

    /// <summary>The number of elements that each result of a reduction is made of.</summary>
    public static Value Count(Value reduction)
    {
        var x = reduction.Inputs[0];
        var count = reduction.Attributes.Ints("axes")!.Aggregate((Dim)1, (n, axis) => n * x.Shape[(int)axis]);
        return x.Graph.NewLength(x.Type, count);
    }

    private static Attributes AxesOf(IReadOnlyList<long> axes, bool keep) => new(("axes", axes.ToArray()), ("keepdims", keep));

    private static Value Kept(Value y, Value value) => value.Reshape(Reduced(y.Inputs[0].Shape, y.Attributes.Ints("axes")!, true));

    private static Value Stretch(Value y, Value g) => Kept(y, g).Expand(y.Inputs[0].Shape);

    private static Value Extremum(Value y, Value g)
    {
        var x = y.Inputs[0];
        var mask = x.EqualTo(Kept(y, y).Expand(x.Shape)).CastTo(x.Type);
        return Kept(y, g) * (mask / mask.Sum(y.Attributes.Ints("axes"), true));
    }

    private static Operator Reduction(string name, Func<IEnumerable<double>, double> f, VectorJacobian gradient, string formula) => new(name)
    {
        Type = Type,
        Kernel = k => ReductionKernel.Run(k, f),
        Gradients = [gradient],
        Formula = formula,
        Batching = Batching.Axes,
        Lowering = (l, v, inputs) => l.Emit(
            name, v.TypedShape, [inputs[0], l.Constant(Tensor.Longs(v.Attributes.Ints("axes")!))], v.Attributes.Without("axes")),
    };

    private static TypedShape Type(TypeContext c) =>
        new(c.Inputs[0].Type, Reduced(c.Shape(), c.Attributes.Ints("axes")!, c.Attributes.Int("keepdims", 1) != 0));

    private static Operator Arg(string name, Func<double, double, bool> better) => new(name)
    {
        Type = c => new(DataType.Int64, Reduced(c.Shape(), [c.Attributes.Int("axis")], c.Attributes.Int("keepdims", 1) != 0)),
        Kernel = k => ReductionKernel.Arg(k, better),
        HasZeroGradient = true,
        Batching = b => Batching.Axes(b with { Attributes = b.Attributes.With("axis", b.Attributes.Int("axis")) }),
    };
}
