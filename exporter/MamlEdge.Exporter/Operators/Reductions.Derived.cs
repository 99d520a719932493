using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <content>Reductions in terms of sum and maximum, or of elementwise products.</content>
public static partial class Reductions
{
    /// <summary>Sum of squares.</summary>
    public static readonly Operator ReduceSumSquare = Derived("ReduceSumSquare", (x, axes, keep) => (x * x).Sum(axes, keep));

    /// <summary>Sum of absolute values.</summary>
    public static readonly Operator ReduceL1 = Derived("ReduceL1", (x, axes, keep) => Elementwise.Abs.Apply(x).Sum(axes, keep));

    /// <summary>Euclidean norm; derivative 0 at 0, as in PyTorch.</summary>
    public static readonly Operator ReduceL2 = Derived("ReduceL2", (x, axes, keep) => (x * x).Sum(axes, keep).Root(2));

    /// <summary>Product, by halves: so its gradients hold where elements are 0, too.</summary>
    public static readonly Operator ReduceProd = Derived("ReduceProd", Product);

    /// <summary>Logarithm of the sum.</summary>
    public static readonly Operator ReduceLogSum = Derived("ReduceLogSum", (x, axes, keep) => x.Sum(axes, keep).Log());

    /// <summary>Logarithm of the sum of exponentials, shifted by the maximum.</summary>
    public static readonly Operator ReduceLogSumExp = Derived("ReduceLogSumExp", (x, axes, keep) =>
    {
        var top = x.Graph.Add(ReduceMax, [x], AxesOf(axes, true)).Stop();
        var sum = (x - top).Exp().Sum(axes, true).Log() + top;
        return keep ? sum : sum.Reshape(Reduced(x.Shape, axes, false));
    });

    /// <summary>x to the power 1/p for x ≥ 0; derivative 0 at 0, as in PyTorch's norms.</summary>
    public static Value Root(this Value x, double p)
    {
        var zero = x.EqualTo(x.Number(0));
        var safe = zero.Choose(x.Number(1), x);
        return zero.Choose(x.Number(0), p == 2 ? safe.Sqrt() : safe.Power(1 / p));
    }

    private static Value Product(Value x, long[] axes, bool keep)
    {
        var kept = Enumerable.Range(0, x.Rank).Select(a => (long)a).Where(a => !axes.Contains(a)).ToArray();
        var all = new Shape(axes.Select(a => x.Shape[(int)a])).Size;
        if (!all.IsKnown) throw new ExporterException($"ReduceProd needs known lengths of axes [{string.Join(", ", axes)}] of '{x.Name}' {x.TypeText}.");
        var rows = x.Transpose([.. axes, .. kept]).Reshape(new Shape([all, .. kept.Select(a => x.Shape[(int)a])]));
        var length = all.Known;
        for (; length > 1; length -= length / 2)
        {
            var half = length / 2;
            var product = rows.Slice(0, 0, half) * rows.Slice(0, half, 2 * half);
            rows = length == 2 * half ? product : ShapingFluent.Join(0, product, rows.Slice(0, 2 * half, length));
        }

        var result = Reduced(x.Shape, axes, keep);
        return length == 0 ? x.Graph.NewFill(x.Type, result, 1) : rows.Reshape(result);
    }

    private static Operator Derived(string name, Func<Value, long[], bool, Value> f) => new(name)
    {
        Expansion = (inputs, a) => f(inputs[0], a.Ints("axes")!, a.Int("keepdims", 1) != 0),
        Lowering = (l, v, inputs) => l.Emit(
            name, v.TypedShape, [inputs[0], l.Constant(Tensor.Longs(v.Attributes.Ints("axes")!))], v.Attributes.Without("axes")),
    };
}
