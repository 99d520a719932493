using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>Values kept between bounds.</summary>
public static class Bounds
{
    /// <summary>
    /// Inputs x, low, high: x between two numbers. The bounds themselves pass the gradient on, as in PyTorch's clamp; where low is
    /// above high, the result is high.
    /// </summary>
    public static readonly Operator Clip = new("Clip")
    {
        Opset = 13,
        Type = c => c.Inputs[0].TypedShape,
        Kernel = k => new Tensor(k.Type.Type, k.Inputs[0].Dims, Array.ConvertAll(k.Inputs[0].Values, x => Math.Min(Math.Max(x, k.Inputs[1].Values[0]), k.Inputs[2].Values[0]))),
        Gradients = [
            (y, g) => y.EqualTo(y.Inputs[0]).Choose(g, g.Number(0)),
            (y, g) => y.Inputs[0].LessThan(y.Inputs[1]).AndAlso(y.Inputs[1].LessThan(y.Inputs[2])).Choose(g, g.Number(0)),
            (y, g) => y.Inputs[0].GreaterThan(y.Inputs[2]).OrElse(y.Inputs[2].LessThan(y.Inputs[1])).Choose(g, g.Number(0))],
        Formula = "x̄ = g where low ≤ x ≤ high, l̄ow = g where x < low, h̄igh = g where x > high",
        Batching = b => b.Mapped[1] || b.Mapped[2] ? Between(b.Stretched(0), b.Aligned(1, b.ShapeOf(0).Rank), b.Aligned(2, b.ShapeOf(0).Rank))
            : b.Graph.Add(b.Application.Op, b.Inputs, b.Attributes),
    };

    /// <summary>Reads Clip: bounds are attributes in old models, and may be left out.</summary>
    internal static Value Read(OnnxNode n)
    {
        var (x, low, high) = (n.X(), n.Optional(1), n.Optional(2));
        low ??= n.Attributes.Has("min") ? x.Number(n.Attributes.Float("min")) : null;
        high ??= n.Attributes.Has("max") ? x.Number(n.Attributes.Float("max")) : null;
        if (x.Type.IsFloat()) return n.Graph.Add(Clip, [x, low ?? x.Number(double.NegativeInfinity), high ?? x.Number(double.PositiveInfinity)], name: n.Name);
        x = low is null ? x : x.AtLeast(low);
        return high is null ? x : x.AtMost(high);
    }

    /// <summary>Clip with bounds that broadcast: the bounds themselves pass the gradient on.</summary>
    private static Value Between(Value x, Value low, Value high)
    {
        var raised = x.LessThan(low).Choose(low, x);
        return raised.GreaterThan(high).Choose(high, raised);
    }
}
