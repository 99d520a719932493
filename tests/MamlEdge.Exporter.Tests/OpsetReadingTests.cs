using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using MamlEdge.Exporter.Onnx;
using MamlEdge.Exporter.Onnx.Proto;
using static MamlEdge.Exporter.Tests.HandMadeModel;

namespace MamlEdge.Exporter.Tests;

/// <summary>Versions of the file format and of operator sets, and shapes that are free or missing.</summary>
public class OpsetReadingTests
{
    public static TheoryData<long> Opsets => [.. Enumerable.Range(11, 11).Select(v => (long)v)];

    [Theory]
    [MemberData(nameof(Opsets))]
    public void Every_operator_set_from_11_to_21_is_read(long opset)
    {
        // Softmax over all but the first axis up to opset 12, over the last one since; ReduceSum and Unsqueeze by attribute or input.
        var model = new HandMadeModel(opset).With(m => m.IrVersion = opset < 13 ? 4 : opset > 20 ? 10 : 8).Input("x", "N", 2, 2).Longs("axes", 1);
        model = (opset < 13 ? model.Node("Softmax", "x", "s").Node(Made("ReduceSum", "s", "r", Axes(1), Int("keepdims", 0))).Node(Made("Unsqueeze", "r", "u", Axes(1)))
            : model.Node("Softmax", "x", "s", "", ("axis", -1)).Node("ReduceSum", "s axes", "r", "", ("keepdims", 0)).Node("Unsqueeze", "r axes", "u")).Node("Mul", "u x", "y").Output("y", "N", 2, 2);
        double[] x = [0, 1, 2, 3];
        var read = model.Read();
        var expected = opset < 13 ? Softmax(x) : [.. Softmax(x[..2]), .. Softmax(x[2..])];
        var y = new Interpreter(read).Run(new Dictionary<string, Tensor> { ["x"] = new(DataType.Float32, [1, 2, 2], x) })["y"].Values;
        Assert.Equal(Enumerable.Range(0, 4).Select(i => (expected[i % 2] + expected[(i % 2) + 2]) * x[i]), y, (a, b) => Math.Abs(a - b) < 1e-12);
        var onnx = OnnxRun.Run(OnnxWriter.Write(read, "read"), new Dictionary<string, Tensor> { ["x"] = new(DataType.Float32, [1, 2, 2], x) });
        Assert.Equal(y, onnx["y"].Values, (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Theory]
    [InlineData(3, "got 3. Export the model again with a newer")]
    [InlineData(0, "got 0. Export the model again with a newer")]
    [InlineData(11, "got 11. Export the model again with an older")]
    public void Other_versions_of_the_file_format_are_refused(long version, string expected) =>
        Assert.Contains("expected IR version 4 to 10, " + expected, Error(() => new HandMadeModel().Input("x", 1).Node("Relu", "x", "y").Output("y", 1).With(m => m.IrVersion = version).Read()));

    [Fact]
    public void An_initializer_that_is_an_input_too_is_a_constant()
    {
        var model = new HandMadeModel().Input("x", "N", 2).Input("w", 2).Weight("w", [1, 2], 2).Node("Mul", "x w", "y").Output("y", "N", 2).With(m => m.IrVersion = 4);
        Assert.Equal(["x"], model.Read().Inputs.Select(i => i.Name));
        Assert.Equal(["w"], ForwardModel.Read(model.Save()).Parameters.Select(p => p.Name));
    }

    [Theory]
    [InlineData("Softmax", 1)]
    [InlineData("Hardmax", 1)]
    [InlineData("Softmax", 2)]
    public void What_is_carried_through_is_written_in_the_newest_form(string type, long axis)
    {
        // The shape of a is not known, so that no rule reads what comes after it: NonZero finds as many places as there are.
        var model = new HandMadeModel(11).Input("x", 2, 2).Node("NonZero", "x", "n").Node("Cast", "n", "f", "", ("to", 1)).Node(Made("Unsqueeze", "f", "a", Axes(0))).Node(type, "a", "s", "", ("axis", axis))
            .Node(Made("ReduceSum", "s", "r", Axes(1, 2), Int("keepdims", 0))).Node(Made("Split", "s", "p q", Int("axis", 1), Ints("split", 1, 1))).Node(Made("Dropout", "p", "d"))
            .Node(Made("Squeeze", "d", "y", Axes(0))).Known("r", 1).Output("y", "M", "K").Output("r", 1);
        var x = new Dictionary<string, Tensor> { ["x"] = new(DataType.Float32, [2, 2], [0, 1, 2, 3]) };
        var results = OnnxRun.Run(OnnxWriter.Write(model.Read(), "read"), x);
        // Places (0,1), (1,0), (1,1): rows 0 1 1 and 1 0 1.
        var one = type == "Hardmax" ? [0.0, 1, 0, 0, 0, 0] : axis == 1 ? Softmax([0, 1, 1, 1, 0, 1]) : [.. Softmax([0, 1, 1]), .. Softmax([1, 0, 1])];
        Assert.Equal(one[..3], results["y"].Values, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(one.Sum(), results["r"].Values[0], 1e-5);
    }

    [Fact]
    public void Lengths_may_have_names_be_missing_or_be_no_lengths()
    {
        var model = new HandMadeModel().Input("x", "batch", "time", 2).Input("mask", "batch", "time", 1).Input("bias", -1, -1, 2).Node("Mul", "x mask", "h").Node("Add", "h bias", "a").Node("Relu", "h", "y").Output("y").Output("a")
            .With(m => m.Graph.Input[2].Type.TensorType.Shape.Dim[1] = new TensorShapeProto.Types.Dimension());
        var read = Assert.Throws<ExporterException>(() => model.Read()).Message;
        Assert.Contains("--shape 'x=batch,<number>,2' --shape 'bias=bias.0,<number>,2'", read);
        var shape = ReadOptions.ParseShape("bias=batch,time,2");
        var given = model.Read(new ReadOptions { Shapes = new Dictionary<string, Shape> { [shape.Name] = shape.Shape } });
        Assert.Equal("[batch, time, 2]", given.Result("a").Shape.ToString());
    }

    [Fact]
    public void A_length_given_for_one_input_holds_for_all_and_frees_a_fixed_batch()
    {
        var model = new HandMadeModel().Input("x", 1, "time").Input("mask", 1, "time").Node("Mul", "x mask", "y").Output("y", 1, "time");
        var read = model.Read(Shapes("x=N,8", "mask=N,time"));
        Assert.Equal("[N, 8]", read.Result("y").Shape.ToString());
        Assert.Contains("--shape ghost: there is no such input", Error(() => model.Read(Shapes("ghost=1"))));
        Assert.Contains("the input has 2 axes, got 3", Error(() => model.Read(Shapes("x=1,2,3"))));
        Assert.All(["x", "=1", "x=1,,2", "x=-1", "x=1.5", "x=0", "x=%"], text => Assert.Contains("Expected NAME=1,3,H,W", Error(() => ReadOptions.ParseShape(text))));
        Assert.Equal(0, ReadOptions.ParseShape("x=").Shape.Rank);
    }

    [Fact]
    public void A_shape_that_cannot_be_inferred_is_named_with_the_option_that_gives_it()
    {
        var model = new HandMadeModel().Input("x", 2, 2).Weight("w", [1, 2], 2).Node("Unique", "x", "u").Node("Relu", "u", "r").Node("Mul", "r w", "h").Node("ReduceSum", "h", "y").Output("y");
        var message = Error(() => GradientModel.Build(model.Read(), ["w"]));
        Assert.Contains("The shape of 'u_node' (Unique) is not known. Give it with --shape 'u_node=N,3,...'", message);
        Assert.Contains("ReduceSum 'y_node'", message);
        Assert.All(["u_node=4,2", "u=4,2"], text => Assert.Equal("[2]", GradientModel.Build(model.Read(Shapes(text)), ["w"]).Result("grad.w").Shape.ToString()));
    }

    [Fact]
    public void Names_of_lengths_that_bundles_use_themselves_are_no_others()
    {
        var path = new HandMadeModel().Input("x", "N", "S", 2).Weight("w", [1, 2], 2).Node("Mul", "x w", "y").Output("y", "N", "S", 2).Save();
        var adaptation = new Adaptation.AdaptationGraphs(ForwardModel.Read(path).Function, new() { Loss = MamlEdge.Bundle.LossKind.Mse, Steps = 1, LearningRate = 0.1 }).Adaptation();
        Assert.Equal("[S, S_, 2]", adaptation.Input("support_x").Shape.ToString());
    }

    private static ReadOptions Shapes(params string[] texts) => new() { Shapes = texts.Select(ReadOptions.ParseShape).ToDictionary(s => s.Name, s => s.Shape) };

    private static double[] Softmax(double[] x) => [.. x.Select(v => Math.Exp(v) / x.Sum(Math.Exp))];

    private static AttributeProto Axes(params long[] axes) => Ints("axes", axes);

    private static AttributeProto Ints(string name, params long[] values) => new() { Name = name, Ints = { values }, Type = AttributeProto.Types.AttributeType.Ints };

    private static AttributeProto Int(string name, long value) => new() { Name = name, I = value, Type = AttributeProto.Types.AttributeType.Int };

    private static string Error(Func<object> action) => Assert.Throws<ExporterException>(action).Message;
}
