using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using MamlEdge.Exporter.Onnx.Proto;
using static MamlEdge.Exporter.Tests.HandMadeModel;

namespace MamlEdge.Exporter.Tests;

/// <summary>Operators with a definition whose parameters are known only at run time: carried through beside the path of a gradient, refused on it.</summary>
public sealed class RunTimeParameterTests
{
    /// <summary>Each makes from t = (0, 1, 1) and the run-time number p = (1) integers by which rows of x are gathered, or numbers that scale them.</summary>
    [Theory]
    [InlineData("Slice", "t p end", "i", "Gather", new[] { 1.0, 1 })]
    [InlineData("TopK", "t p", "v i", "Gather", new[] { 1.0 })]
    [InlineData("Reshape", "one p", "i", "Gather", new[] { 1.0 })]
    [InlineData("Tile", "t p", "i", "Gather", new[] { 0.0, 1, 1 })]
    [InlineData("Pad", "t pp", "i", "Gather", new[] { 0.0, 0, 1, 1, 0 })]
    [InlineData("CumSum", "t zero", "i", "Gather", new[] { 0.0, 1, 2 })]
    [InlineData("Expand", "one p", "i", "Gather", new[] { 1.0 })]
    [InlineData("ConstantOfShape", "p", "i", "Gather", new[] { 2.0 })]
    [InlineData("Split", "t halves", "i j", "Gather", new[] { 0.0, 1 })]
    [InlineData("OneHot", "t depth values", "f", "Mul", new[] { 2.0 })]
    [InlineData("Resize", "image  scales", "f", "Mul", new[] { 3.0 })]
    public void Beside_the_path_they_run_as_before(string op, string inputs, string outputs, string use, double[] expected)
    {
        var model = Beside(Made(op, inputs, outputs), use, outputs.Split(' ').First(o => o is "i" or "f"));
        var made = use == "Gather" ? ("i", Shape.Of(expected.Length)) : op == "OneHot" ? ("f", Shape.Of(3, 3)) : ("f", Shape.Of(1, 1, 2, 2));
        var options = new ReadOptions { Shapes = new Dictionary<string, Shape> { [made.Item1] = made.Item2 } };
        var bytes = OnnxWriter.Write(Simplify.Run(GradientModel.Build(model.Read(op == "CumSum" ? null : options), ["x"])), "grad");

        Assert.Contains(op, OnnxFacts.Of(bytes, "grad").Operators.Select(o => o.Key));
        var rows = OnnxRun.Run(OnnxWriter.Write(model.Read(), "model"), Feeds())["y"];
        Assert.Equal(use == "Gather" ? expected : [.. Enumerable.Repeat(expected[0], 1)], use == "Gather" ? Enumerable.Range(0, rows.Values.Length / 2).Select(r => (rows.Values[2 * r] - 10) / 10) : [rows.Values[1] / 11]);
        var feeds = Feeds();
        feeds["grad.output.y"] = new(DataType.Float32, rows.Dims, [.. rows.Values.Select(_ => 1.0)]);
        Assert.Equal(use == "Gather" ? expected.Length : expected[0] * 6, OnnxRun.Run(bytes, feeds)["grad.x"].Values.Sum() / (use == "Gather" ? 2 : 1));
    }

    [Fact]
    public void On_the_path_the_error_says_what_is_known_at_run_time_only()
    {
        var model = new HandMadeModel().Input("x", 6, 2).With(Longs("p", 1)).Longs("end", 5).Node("Slice", "x p end", "s").Node("Relu", "s", "y").Output("y");
        Assert.Equal(
            "Slice 's_node' (opset 17): starts must follow from constants and shapes, it is the input 'p'. The gradient has to pass Slice 's_node', which depends on it.",
            Assert.Throws<ExporterException>(() => GradientModel.Build(model.With(m => m.Graph.ValueInfo.Add(Info("s", 4, 2))).Read(), ["x"])).Message);
        var unknown = new HandMadeModel().Input("x", 6, 2).With(Longs("p", 1)).Longs("end", 5).Node("Slice", "x p end", "s").Node("Relu", "s", "y").Output("y");
        Assert.Contains("Slice 's_node' (opset 17): starts must follow from constants and shapes", Assert.Throws<ExporterException>(() => GradientModel.Build(unknown.Read(), ["x"])).Message);
        var after = new HandMadeModel().Input("x", 6, 2).With(Longs("t", 6)).With(Longs("p", 1)).Longs("end", 5).Node("Slice", "t p end", "i").Node("Gather", "x i", "g").Node("Relu", "g", "y").Output("y");
        var message = Assert.Throws<ExporterException>(() => GradientModel.Build(after.Read(), ["x"])).Message;
        Assert.StartsWith("The shape of 'i_node' (Slice) is not known: Slice 'i_node' (opset 17): starts must follow from constants and shapes, it is the input 'p'. Give it with --shape 'i_node=N,3,...'", message);
        Assert.EndsWith("The gradient has to pass Relu 'y_node', which depends on it.", message);
    }

    [Fact]
    public void In_the_body_of_a_Loop_they_run_as_before()
    {
        // Twice: the rows of t from the iteration on, summed up.
        var body = Body("body", ["i", "go", "sum"], ["on", "next"], Made("Identity", "go", "on"), Made("Unsqueeze", "i first", "start"), Made("Slice", "rows start end", "rest"),
            Made("ReduceSum", "rest first", "part", new AttributeProto { Name = "keepdims", I = 0, Type = AttributeProto.Types.AttributeType.Int }), Made("Add", "sum part", "next"));
        var model = new HandMadeModel().Input("x", 2).Longs("two", 2).Longs("first", 0).Longs("end", 9).Node("Squeeze", "two", "count").Weight("zero", [0]).Weight("rows", [1, 2], 2)
            .Node(Made("Loop", "count zero", "total", body)).Known("total").Node("Mul", "x total", "y").Output("y", 2)
            .With(m => m.Graph.Node.Single(n => n.OpType == "Loop").Input.Insert(1, ""));
        var results = OnnxRun.Run(OnnxWriter.Write(GradientModel.Build(model.Read(), ["x"]), "grad"), new Dictionary<string, Tensor> { ["x"] = new(DataType.Float32, [2], [1, 1]), ["grad.output.y"] = new(DataType.Float32, [2], [1, 1]) });
        Assert.Equal([5.0, 5], results["grad.x"].Values);
    }

    [Fact]
    public void A_frozen_body_may_hold_them()
    {
        // h = x times the sum of the first n numbers of c, where n is how many elements of x are above 0; only the head is adapted.
        var file = new HandMadeModel().Input("x", "N", 2).Weight("c", [4, 2, 1], 3).Weight("zero", [0]).Weight("head", [1, 2], 2, 1).Longs("three", 3).Longs("all", 0)
            .Node("Greater", "x zero", "above").Node("Cast", "above", "ones", "", ("to", 7)).Node("ReduceSum", "ones", "n", "", ("keepdims", 0)).Node("Min", "n three", "k")
            .Node("TopK", "c k", "top places").Node("ReduceSum", "top all", "s", "", ("keepdims", 0)).Known("s").Node("Mul", "x s", "h").Node("MatMul", "h head", "y").Output("y", "N", 1).Save();
        var model = ForwardModel.Read(file, ["head"]);
        var adapt = new AdaptationGraphs(model.Function, new InnerLoopSpec { Loss = MamlEdge.Bundle.LossKind.Mse, Steps = 1, LearningRate = 0.01 }).Adaptation();
        var feeds = adapt.Inputs.ToDictionary(i => i.Name, i => i.Name switch
        {
            "support_x" => new Tensor(DataType.Float32, [1, 2], [1, 1]),
            "support_y" => new Tensor(DataType.Float32, [1, 1], [0]),
            _ => new Tensor(DataType.Float32, i.Shape.ToLongs(), [1, 2]),
        });
        // h = (6, 6), y = 18, the gradient of y² is 2 y h = (216, 216).
        Assert.Equal([1 - 2.16, 2 - 2.16], OnnxRun.Run(OnnxWriter.Write(adapt, "adapt"), feeds)["adapted.head"].Values, (a, b) => Math.Abs(a - b) < 1e-5);
    }

    private static HandMadeModel Beside(NodeProto node, string use, string used)
    {
        if (node.OpType == "ConstantOfShape") node.Attribute.Add(new AttributeProto { Name = "value", Type = AttributeProto.Types.AttributeType.Tensor, T = new TensorProto { DataType = 7, Dims = { 1 }, Int64Data = { 2 } } });
        var model = new HandMadeModel(17).Input("x", 3, 2).With(Longs("t", 3)).With(Longs("p", 1)).With(Longs("pp", 2)).With(Longs("halves", 2)).Input("scales", 4).With(Longs("zero")).With(Longs("depth"))
            .Longs("end", 9).Longs("one", 1).Weight("values", [2, 2], 2).Weight("image", [3], 1, 1, 1, 1).Node(node);
        if (use == "Gather") return model.Node("Gather", $"x {used}", "y").Output("y");
        return model.Node("ReduceMax", used, "m", "", ("keepdims", 0)).Known("m").Node("Mul", "x m", "y").Output("y");
    }

    private static Action<ModelProto> Longs(string name, params object[] dims) => m =>
    {
        m.Graph.Input.Add(Info(name, dims));
        m.Graph.Input[^1].Type.TensorType.ElemType = 7;
    };

    private static Dictionary<string, Tensor> Feeds() => new()
    {
        ["x"] = new(DataType.Float32, [3, 2], [10, 11, 20, 21, 30, 31]),
        ["t"] = Tensor.Longs(0, 1, 1),
        ["p"] = Tensor.Longs(1),
        ["pp"] = Tensor.Longs(1, 1),
        ["halves"] = Tensor.Longs(2, 1),
        ["scales"] = new(DataType.Float32, [4], [1, 1, 2, 2]),
        ["zero"] = Tensor.Scalar(DataType.Int64, 0),
        ["depth"] = Tensor.Scalar(DataType.Int64, 3),
    };
}
