using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using MamlEdge.Exporter.Onnx;

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

    [Theory]
    [InlineData("nearest", "asymmetric", 2)]
    [InlineData("nearest", "half_pixel", 3)]
    [InlineData("linear", "half_pixel", 2)]
    [InlineData("linear", "pytorch_half_pixel", 3)]
    [InlineData("cubic", "half_pixel", 2)]
    [InlineData("nearest", "half_pixel", 0.5)]
    [InlineData("linear", "half_pixel", 0.5)]
    [InlineData("linear", "half_pixel_symmetric", 0.5)]
    [InlineData("cubic", "half_pixel", 0.5)]
    [InlineData("linear", "asymmetric", 1 / 3f)]
    public void Multiples_and_parts_of_a_symbolic_length_are_resized_as_known_ones(string mode, string coordinates, double scale)
    {
        Value Of(Value x) => Resized(x.Graph, x, scale, new(("mode", mode), ("coordinate_transformation_mode", coordinates), ("nearest_mode", "floor")));
        CompareWithKnown(Dim.Of("N") * 6, 12, Of);
    }

    [Theory]
    [InlineData("edge", 1, 2)]
    [InlineData("reflect", 3, 2)]
    [InlineData("reflect", 0, 1)]
    [InlineData("wrap", 2, 1)]
    public void Ends_of_a_symbolic_axis_are_repeated(string mode, int before, int after) =>
        CompareWithKnown(Dim.Of("N"), 5, x => OnnxForms.Table["Pad"](Node(x.Graph, "Pad", [x, x.Graph.NewConstant(Tensor.Longs(0, before, 0, 0, after, 0))], new(("mode", mode))))[0]);

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    [InlineData(4, 3)]
    public void Every_nth_element_of_a_multiple_of_n_is_read(int start, int step)
    {
        CompareWithKnown(Dim.Of("N") * step, 4 * step, x =>
        {
            Value Longs(long value) => x.Graph.NewConstant(Tensor.Longs(value));
            return OnnxForms.Table["Slice"](Node(x.Graph, "Slice", [x, Longs(start), Longs(long.MaxValue), Longs(1), Longs(step)], Attributes.None))[0];
        });
    }

    [Fact]
    public void An_input_may_have_a_multiple_of_a_length_that_no_other_has()
    {
        // Pairs of rows are multiplied: differentiated, written, read, and differentiated again.
        var model = new HandMadeModel().Input("x", "2*N", 3).Longs("pairs", -1, 2, 3).Longs("first", 0).Longs("second", 1)
            .Node("Reshape", "x pairs", "p").Node("Gather", "p first", "a", "", ("axis", 1)).Node("Gather", "p second", "b", "", ("axis", 1)).Node("Mul", "a b", "y").Output("y");
        var first = OnnxReader.Read(OnnxFile.Parse(OnnxWriter.Write(Simplify.Run(GradientModel.Build(model.Read(), ["x"])), "first"), "first"));
        var second = GradientModel.Build(first, ["x"], ["grad.x"], "s.");
        var feeds = new Dictionary<string, Tensor>
        {
            ["x"] = new(DataType.Float32, [4, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
            ["grad.output.y"] = new(DataType.Float32, [2, 1, 3], [1, 1, 1, 2, 2, 2]),
            ["s.output.grad.x"] = new(DataType.Float32, [4, 3], [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
        };
        var results = new Interpreter(second).Run(feeds);
        Assert.Equal([4, 5, 6, 1, 2, 3, 20, 22, 24, 14, 16, 18], results["grad.x"].Values);
        Assert.Equal([0, 0, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0], results["s.x"].Values);
        GradientProgram.CheckEqual(results, OnnxRun.Run(OnnxWriter.Write(Simplify.Run(second), "second"), feeds));
    }

    /// <summary>A form along an axis of free length against the same along a known one, with its gradients of both orders.</summary>
    private static void CompareWithKnown(Dim free, long length, Func<Value, Value> form)
    {
        var (known, symbolic) = (Of(length), Of(free));
        var random = new Random(7);
        var feeds = new Dictionary<string, Tensor> { ["x"] = new(DataType.Float32, [2, length, 3], [.. Enumerable.Range(0, (int)length * 6).Select(_ => (double)(float)random.NextDouble())]) };
        var expected = new Interpreter(known).Run(feeds);
        GradientProgram.CheckEqual(expected, new Interpreter(symbolic).Run(feeds));
        GradientProgram.CheckEqual(expected, OnnxRun.Run(OnnxWriter.Write(Simplify.Run(symbolic), "symbolic"), feeds));

        Function Of(Dim axis)
        {
            var graph = new Graph();
            var x = graph.NewInput("x", DataType.Float32, new Shape(2, axis, 3));
            var y = form(x);
            var first = Gradient.Of((y * y * y).Sum(), [x])[0];
            return new Function([x], [new("y", y), new("g", first), new("h", Gradient.Of((first * first).Sum(), [x])[0])]);
        }
    }

    private static Value Resized(Graph graph, Value x, double scale, Attributes attributes) =>
        OnnxForms.Table["Resize"](new(graph, "node", "Resize", [x, null, graph.NewConstant(new Tensor(DataType.Float32, [3], [1, scale, 1]))], attributes, 18, [true]))[0];

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
        Assert.Contains("axis 1 of [2, S, 3] from 0 to 9223372036854775807 in steps of 2 has a length that is not known", Error(() => OnnxForms.Table["Slice"](Node(graph, "Slice", [x, Longs(0), Longs(long.MaxValue), Longs(1), Longs(2)], Attributes.None))));
        Assert.Contains("a multiple of their number such as '2*N'", Error(() => OnnxForms.Table["Split"](Node(graph, "Split", [x], new(("axis", 1))) with { Outputs = [true, true] })));
        Assert.Contains("axis 1 of [2, S, 3] is resized by 1.5, and must be known", Error(() => Resized(graph, x, 1.5, new(("mode", "linear")))));
        Assert.Contains("axis 1 of [2, S, 3] is resized by 0.5, and must be known", Error(() => Resized(graph, x, 0.5, new(("mode", "linear")))));
        Assert.Contains("without align_corners", Error(() => Resized(graph, x, 2, new(("mode", "linear"), ("coordinate_transformation_mode", "align_corners")))));
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

    [Fact]
    public void Sizes_that_are_symbols_are_no_targets()
    {
        var graph = new Graph();
        var x = graph.NewInput("x", DataType.Float32, Shape.Of(1, 2, 4));
        var like = graph.NewInput("like", DataType.Float32, new Shape(1, 2, Dim.Of("T") * 2));
        var sizes = graph.Add(Shaping.ShapeOf, [like]);
        Value Resize(params (string, object?)[] attributes) => OnnxForms.Table["Resize"](new(graph, "node", "Resize", [x, null, null, sizes], new Attributes(attributes), 18, [true]))[0];
        Assert.Contains("axis 2 of [1, 2, 4] is resized to 2*T, which must be known", Error(() => Resize()));
        Assert.Contains("axis 2 of [1, 2, 4] is resized to 2*T; both must be known", Error(() => Resize(("keep_aspect_ratio_policy", "not_larger"))));
        var indices = graph.NewInput("i", DataType.Int64, new Shape(3, Dim.Of("T")));
        Assert.Contains("the last axis of the indices must be known", Error(() => graph.Add(Scattering.GatherND, [x, indices], new Attributes(("batch_dims", 0)))));
        Assert.Contains("the last axis of the indices must be known", Error(() => graph.Add(Scattering.ScatterND, [x, indices, x])));
    }

    [Fact]
    public void Everything_behind_a_symbolic_axis_has_its_gradient_in_files_that_are_differentiated_again()
    {
        var graph = new Graph();
        var x = graph.NewInput("x", DataType.Float32, new Shape(Dim.Of("N"), 4));
        var w = graph.NewInput("w", DataType.Float32, Shape.Of(1, 4));
        Value Longs(params long[] values) => graph.NewConstant(Tensor.Longs(values));
        Value Read(string type, params Value[] inputs) => OnnxForms.Table[type](Node(graph, type, inputs, Attributes.None))[0];
        var length = graph.Add(Shaping.ShapeOf, [x]).Slice(0, 0, 1);
        var joined = ShapingFluent.Join(0, x, w, x, w * 2);
        var flipped = OnnxForms.Table["Slice"](Node(graph, "Slice", [joined, Longs(-1), Longs(long.MinValue), Longs(0), Longs(-1)], Attributes.None))[0];
        var halves = OnnxForms.Table["Split"](Node(graph, "Split", [flipped], Attributes.None) with { Outputs = [true, true] });
        var repeated = Read("Tile", w, graph.Add(Shaping.Concat, [length, Longs(1)], new Attributes(("axis", 0))));
        var padded = Read("Pad", x, graph.Add(Shaping.Concat, [Longs(0, 0), length, Longs(0)], new Attributes(("axis", 0))));
        var rows = Read("Reshape", padded, Longs(-1, 2));
        var y = (halves[0] * halves[0] * halves[1]).Sum() + (repeated * x * x).Sum();
        var first = GradientModel.Build(new Function([x, w], [new("y", y), new("z", rows * rows * rows)]), ["x", "w"]);
        var read = OnnxReader.Read(OnnxFile.Parse(OnnxWriter.Write(first, "first"), "first"));
        Assert.Equal("[4*N, 2]", read.Inputs.Single(i => i.Name == "grad.output.z").Shape.ToString());
        var second = GradientModel.Build(read, ["x", "w", "grad.output.z"], ["grad.x", "grad.w"], "s.");
        var random = new Random(5);
        Tensor Drawn(params long[] dims) => new(DataType.Float32, dims, [.. Enumerable.Range(0, (int)Tensor.Count(dims)).Select(_ => (double)(float)random.NextDouble())]);
        var feeds = new Dictionary<string, Tensor>
        {
            ["x"] = Drawn(3, 4),
            ["w"] = Drawn(1, 4),
            ["grad.output.y"] = Drawn(),
            ["grad.output.z"] = Drawn(12, 2),
            ["s.output.grad.x"] = Drawn(3, 4),
            ["s.output.grad.w"] = Drawn(1, 4),
        };
        GradientProgram.CheckEqual(new Interpreter(second).Run(feeds), OnnxRun.Run(OnnxWriter.Write(Simplify.Run(second), "second"), feeds));
        AssertGradients(read, feeds, ["y", "z"], ["x", "w"], "grad.", "grad.output.");
        AssertGradients(second, feeds, ["grad.x", "grad.w"], ["x", "w", "grad.output.z"], "s.", "s.output.");
    }

    /// <summary>Gradients that a model computes against central differences of Σ ⟨cotangent, output⟩.</summary>
    private static void AssertGradients(Function function, Dictionary<string, Tensor> feeds, string[] of, string[] wrt, string prefix, string cotangents)
    {
        var results = new Interpreter(function).Run(feeds);
        foreach (var name in wrt)
        {
            for (var i = 0; i < feeds[name].Values.Length; i++)
            {
                var difference = (Sum(Moved(name, i, 1e-5)) - Sum(Moved(name, i, -1e-5))) / 2e-5;
                Assert.InRange(Math.Abs(difference - results[prefix + name].Values[i]), 0, 1e-6);
            }
        }

        double Sum(Dictionary<string, Tensor> inputs) => new Interpreter(function).Run(inputs) is var r ? of.Sum(y => r[y].Values.Zip(inputs[cotangents + y].Values, (a, b) => a * b).Sum()) : 0;

        Dictionary<string, Tensor> Moved(string name, int i, double by) => new(feeds)
        {
            [name] = new(DataType.Float32, feeds[name].Dims, [.. feeds[name].Values.Select((v, j) => j == i ? v + by : v)]),
        };
    }

    private static Value Slice(Graph graph, Value x, Value start, Value end, long axis = 1) =>
        OnnxForms.Table["Slice"](Node(graph, "Slice", [x, start, end, graph.NewConstant(Tensor.Longs(axis))], Attributes.None))[0];

    private static OnnxNode Node(Graph graph, string type, Value[] inputs, Attributes attributes) => new(graph, "node", type, inputs, attributes, 18, [true]);

    private static string Error(Func<object> action) => Assert.Throws<ExporterException>(action).Message;
}
