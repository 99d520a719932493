using MamlEdge.Exporter.Bundles;

namespace MamlEdge.Exporter.Tests.Forms;

/// <summary>Slices and pads where an axis or a bound is known at run time only.</summary>
public class SymbolicLengthTests
{
    [Theory]
    [InlineData(0, long.MaxValue, 6)]
    [InlineData(0, 2, 2)]
    [InlineData(1, 4, 3)]
    [InlineData(-2, int.MaxValue, 2)]
    [InlineData(1, long.MaxValue, 5)]
    [InlineData(0, -1, 5)]
    [InlineData(-4, -1, 3)]
    [InlineData(2, 2, 0)]
    public void Parts_of_a_symbolic_axis_are_read(long start, long end, int length)
    {
        var graph = new Graph();
        var x = graph.NewInput("x", DataType.Float32, new Shape(2, Dim.Of("S"), 3));
        var y = Slice(graph, x, graph.NewConstant(Tensor.Longs(start)), graph.NewConstant(Tensor.Longs(end)));
        var sum = (y * y * y).Sum();
        var first = Gradient.Of(sum, [x])[0];
        var function = new Function([x], [new("y", y), new("g", first), new("h", Gradient.Of((first * first).Sum(), [x])[0])]);
        var values = Enumerable.Range(1, 36).Select(i => i * 0.1).ToArray();
        var feeds = new Dictionary<string, Tensor> { ["x"] = new(DataType.Float32, [2, 6, 3], values) };
        var expected = new Interpreter(function).Run(feeds);
        Assert.Equal([2, length, 3], expected["y"].Dims);
        // d Σ y³ is 3 y² inside and 0 outside, and the gradient of its square sum 36 y³.
        var from = start < 0 ? 6 + (int)start : (int)start;
        bool Inside(int i) => i / 3 % 6 is var row && row >= from && row < from + length;
        Assert.All(values.Select((v, i) => (Inside(i) ? 3 * v * v : 0) - expected["g"].Values[i]), d => Assert.InRange(Math.Abs(d), 0, 1e-9));
        Assert.All(values.Select((v, i) => (Inside(i) ? 36 * v * v * v : 0) - expected["h"].Values[i]), d => Assert.InRange(Math.Abs(d), 0, 1e-9));
        GradientProgram.CheckEqual(expected, OnnxRun.Run(OnnxWriter.Write(Simplify.Run(function), "slice"), feeds));
    }

    [Fact]
    public void A_table_is_cut_to_a_symbolic_length()
    {
        var graph = new Graph();
        var table = graph.NewInput("table", DataType.Float32, Shape.Of(8, 3));
        var x = graph.NewInput("x", DataType.Float32, new Shape(Dim.Of("S"), 3));
        var y = Slice(graph, table, graph.NewConstant(Tensor.Longs(0)), graph.Add(Shaping.ShapeOf, [x]).Slice(0, 0, 1), axis: 0) * x;
        var gradients = Gradient.Of(y.Sum(), [table, x]);
        var function = new Function([table, x], [new("y", y), new("g.table", gradients[0]), new("g.x", gradients[1])]);
        var feeds = new Dictionary<string, Tensor>
        {
            ["table"] = new(DataType.Float32, [8, 3], [.. Enumerable.Range(1, 24).Select(i => i * 0.1)]),
            ["x"] = new(DataType.Float32, [2, 3], [1, 2, 3, 4, 5, 6]),
        };
        var results = new Interpreter(function).Run(feeds);
        Assert.Equal([1, 2, 3, 4, 5, 6, .. Enumerable.Repeat(0.0, 18)], results["g.table"].Values);
        GradientProgram.CheckEqual(results, OnnxRun.Run(OnnxWriter.Write(Simplify.Run(function), "table"), feeds));
    }

    [Fact]
    public void Lengths_that_cannot_be_known_are_refused()
    {
        var graph = new Graph();
        var x = graph.NewInput("x", DataType.Float32, new Shape(2, Dim.Of("S"), 3));
        Value Longs(params long[] values) => graph.NewConstant(Tensor.Longs(values));
        Assert.Contains("axis 1 of [2, S, 3] from -2 to 1 in steps of 1 has a length that is not known", Error(() => Slice(graph, x, Longs(-2), Longs(1))));
        Assert.Contains("axis 1 of [2, S, 3] is padded and must be known", Error(() => OnnxForms.Table["Pad"](Node(graph, "Pad", [x, Longs(0, 1, 0, 0, 0, 0)], new(("mode", "edge"))))));
    }

    [Fact]
    public void What_follows_from_constants_and_shapes_is_known()
    {
        var graph = new Graph();
        var x = graph.NewInput("x", DataType.Float32, new Shape(Dim.Of("S"), 4));
        Value Number(double value) => graph.NewScalar(DataType.Int64, value);
        var length = graph.Add(Shaping.ShapeOf, [x]).Slice(0, 0, 1).Reshape(Shape.Scalar);
        Assert.Equal(new Shape(Dim.Of("S")), graph.Add(Leaves.Range, [Number(0), length, Number(1)]).Shape);
        Assert.Equal([1, 4, 7], graph.Add(Leaves.Range, [Number(1), Number(9), Number(3)]).Evaluate()!.Values);
        Assert.Equal(24, Reductions.Reduce(Reductions.ReduceProd, graph.NewConstant(Tensor.Longs(2, 3, 4)), null, false).Evaluate()!.Values[0]);
        Assert.Equal([Dim.Of("S") * 4], OnnxForms.Table["Size"](Node(graph, "Size", [x], Attributes.None))[0].Dims()!);
    }

    private static Value Slice(Graph graph, Value x, Value start, Value end, long axis = 1) =>
        OnnxForms.Table["Slice"](Node(graph, "Slice", [x, start, end, graph.NewConstant(Tensor.Longs(axis))], Attributes.None))[0];

    private static OnnxNode Node(Graph graph, string type, Value[] inputs, Attributes attributes) => new(graph, "node", type, inputs, attributes, 18, [true]);

    private static string Error(Func<object> action) => Assert.Throws<ExporterException>(action).Message;
}
