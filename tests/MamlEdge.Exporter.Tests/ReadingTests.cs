using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Exporter.Tests;

/// <summary>What is refused, and with which words.</summary>
public class ReadingTests
{
    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains("there is no such file", Error(() => ForwardModel.Read("nowhere/model.onnx")));

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(40)]
    public void A_truncated_file_is_refused(int length)
    {
        var path = Linear().Save();
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..length]);
        Assert.Contains("expected an ONNX model", Error(() => ForwardModel.Read(path)));
    }

    [Fact]
    public void A_file_of_another_kind_is_refused()
    {
        var path = Linear().Save();
        File.WriteAllText(path, "{\"this\": \"is not a model\"}");
        Assert.Contains("expected an ONNX model", Error(() => ForwardModel.Read(path)));
    }

    [Fact]
    public void An_operator_set_that_is_too_new_or_too_old_is_refused()
    {
        Assert.Contains("opset 11 to 21, got 99", Error(() => ForwardModel.Read(Linear(99).Save())));
        Assert.Contains("opset 11 to 21, got 7", Error(() => ForwardModel.Read(Linear(7).Save())));
    }

    [Fact]
    public void A_private_domain_is_refused_and_the_node_named()
    {
        var path = new HandMadeModel().Input("x", "N", 2).Node("FusedThing", "x", "y", "com.vendor").Output("y", "N", 2).Save();
        var message = Error(() => ForwardModel.Read(path));
        Assert.Contains("y_node", message);
        Assert.Contains("com.vendor.FusedThing", message);
    }

    [Fact]
    public void An_operator_without_rule_on_the_path_is_named_with_the_path()
    {
        var path = new HandMadeModel().Input("x", "N", 2).Weight("w", [1, 2, 3, 4], 2, 2)
            .Node("MatMul", "x w", "h").Node("Bernoulli", "h", "r").Node("Relu", "r", "y").Output("y", "N", 2).Save();
        var message = Error(() => Adaptation(path, "w"));
        Assert.Contains("Bernoulli 'r_node' has no gradient rule", message);
        Assert.Contains("differentiated: Relu 'y_node' <- Bernoulli 'r_node'. Freeze", message);
    }

    [Fact]
    public void A_path_goes_through_the_nodes_of_the_model_and_not_through_what_they_are_made_of()
    {
        var path = new HandMadeModel().Input("x", "N", 2).Weight("w", [1, 2, 3, 4], 2, 2)
            .Node("MatMul", "x w", "h").Node("Bernoulli", "h", "r").Node("ReduceL2", "r", "s", "", ("keepdims", 1)).Node("Softplus", "s", "y").Output("y", 1, 1).Save();
        var message = Error(() => Adaptation(path, "w"));
        Assert.Contains("differentiated: Softplus 'y_node' <- ReduceL2 's_node' <- Bernoulli 'r_node'. Freeze", message);
        Assert.Contains("differentiated: Softplus 'y_node' <- ReduceL2 's_node' <- Bernoulli 'r_node'. Freeze", Error(() => GradientModel.Write(path, ["w"])));
        Assert.DoesNotContain("Absent", message);
        Assert.DoesNotContain("Input", message);
    }

    [Fact]
    public void Nodes_keep_their_names()
    {
        var model = new HandMadeModel().Input("x", "N", 2).Weight("w", [1, 2, 3, 4], 2, 2).Node("MatMul", "x w", "h").Node("Sigmoid", "h", "m").Node("Relu", "m", "y").Output("y").Read();
        Assert.Equal(["h_node", "m_node", "y_node"], MamlEdge.Exporter.Onnx.OnnxFile.Parse(OnnxWriter.Write(model, "model"), "model").Graph.Node.Select(n => n.Name));
    }

    [Fact]
    public void An_error_names_the_node_once_and_the_lengths_that_may_be_given()
    {
        var message = Error(() => new HandMadeModel().Input("x", "N", "T", 4).Weight("w", [1, 2], 2, 1).Node("Flatten", "x", "f").Node("MatMul", "f w", "y").Output("y").Read());
        Assert.StartsWith("MatMul 'y_node': inner dimensions differ", message);
        Assert.EndsWith("--shape 'x=N,<number>,4'.", message);
        var onlyFirst = Error(() => new HandMadeModel().Input("x", "N").Weight("w", [1, 2], 2, 1).Node("MatMul", "x w", "y").Output("y").Read());
        Assert.EndsWith("--shape 'x=<number>'.", onlyFirst);
    }

    [Fact]
    public void An_unknown_operator_on_the_path_is_named_and_off_the_path_is_carried_through()
    {
        HandMadeModel Model(string fed) => new HandMadeModel().Input("x", "N", 2).Weight("w", [1, 2, 3, 4], 2, 2)
            .Node("Bernoulli", fed, "noise").Known("noise", "N", 2).Node("MatMul", "x w", "h").Node("Add", "h noise", "y").Output("y", "N", 2);
        Assert.NotEmpty(Adaptation(Model("x").Save(), "w").Outputs);
        var bytes = GradientModel.Write(Model("x").Save(), ["w"]);
        Assert.Contains("Bernoulli", OnnxFacts.Of(bytes, "grad").Operators.Select(o => o.Key));
        var bare = new HandMadeModel().Input("x", "N", 2).Weight("w", [1, 2, 3, 4], 2, 2)
            .Node("Hardmax", "x", "h").Node("MatMul", "h w", "y").Output("y", "N", 2).Save();
        Assert.NotEmpty(Adaptation(bare, "w").Outputs);
        var onPath = new HandMadeModel().Input("x", "N", 2).Weight("w", [1, 2, 3, 4], 2, 2)
            .Node("MatMul", "x w", "h").Node("Bernoulli", "h", "y").Output("y", "N", 2).Save();
        Assert.Contains("Bernoulli 'y_node' has no gradient rule", Error(() => Adaptation(onPath, "w")));
    }

    [Fact]
    public void A_value_that_nothing_defines_and_a_cycle_are_refused()
    {
        Assert.Contains("'ghost', which nothing defines", Error(() => ForwardModel.Read(new HandMadeModel().Input("x", "N", 2).Node("Add", "x ghost", "y").Output("y", "N", 2).Save())));
        Assert.Contains("cycle", Error(() => ForwardModel.Read(new HandMadeModel().Input("x", "N", 2).Node("Add", "x b", "a").Node("Relu", "a", "b").Output("a", "N", 2).Save())));
    }

    [Fact]
    public void Shapes_that_do_not_fit_name_operator_and_values()
    {
        var path = new HandMadeModel().Input("x", "N", 3).Weight("w", [1, 2, 3, 4], 2, 2).Node("MatMul", "x w", "y").Output("y", "N", 2).Save();
        var message = Error(() => ForwardModel.Read(path));
        Assert.Contains("inner dimensions differ, left has 3, right has 2", message);
        Assert.Contains("'w'", message);
    }

    [Fact]
    public void A_glob_that_matches_nothing_lists_what_there_is()
    {
        var path = Linear().Save();
        Assert.Contains("No float initializer matches 'nothing*'. There are: w, b", Error(() => ForwardModel.Read(path, ["nothing*"])));
        Assert.Contains("No parameter matches 'q'. There are: w, b", Error(() => new AdaptationGraphs(ForwardModel.Read(path).Function, Spec() with { Adapt = ["q"] })));
    }

    [Fact]
    public void Running_statistics_are_no_parameters()
    {
        var path = new HandMadeModel().Input("x", "N", 2).Weight("scale", [1, 1], 2).Weight("shift", [0, 0], 2).Weight("mean", [0, 0], 2).Weight("variance", [1, 1], 2)
            .Node("BatchNormalization", "x scale shift mean variance", "y").Output("y", "N", 2).Save();
        Assert.Equal(["scale", "shift"], ForwardModel.Read(path).Parameters.Select(p => p.Name));
    }

    [Fact]
    public void Whole_numbers_as_examples_are_taken_as_Float32_and_cast()
    {
        var file = new HandMadeModel().Input("ids", "N", 3).With(m => m.Graph.Input[0].Type.TensorType.ElemType = 7).Weight("table", [1, 2, 3, 4, 5, 6, 7, 8], 4, 2).Weight("head", [1, -1], 2, 1)
            .Node("Gather", "table ids", "e").Longs("axis", 1).Node("ReduceSum", "e axis", "s", "", ("keepdims", 0)).Node("MatMul", "s head", "y").Output("y", "N", 1).Save();
        var model = ForwardModel.Read(file);

        Assert.Equal((DataType.Float32, "[N, 3]"), (model.Input.Type, model.Input.Shape.ToString()));
        Assert.Equal("The input 'ids' is Int64; the bundle takes it as Float32, which is exact for whole numbers to 16,777,216, and casts it.", Assert.Single(model.Notes));
        var adapt = new AdaptationGraphs(model.Function, Spec() with { LearningRate = 0.25 }).Adaptation();
        var results = OnnxRun.Run(OnnxWriter.Write(adapt, "adapt"), adapt.Inputs.ToDictionary(i => i.Name, i => i.Name switch
        {
            "support_x" => new Tensor(i.Type, [1, 3], [3, 0, 3]),
            "support_y" => new Tensor(i.Type, [1, 1], [-1]),
            var name => new Tensor(i.Type, i.Shape.ToLongs(), Array.ConvertAll(model.Parameters.Single(p => name.EndsWith(p.Name, StringComparison.Ordinal)).Values, v => (double)v)),
        }));
        // s = (15, 18), y = -3, the gradient of (y + 1)² by y is -4: by the head -4 s, by row 3 of the table twice -4 (1, -1).
        Assert.Equal([1 + 15, -1 + 18], results["adapted.head"].Values);
        Assert.Equal([2, 1, 3, 4, 5, 6, 9, 6], results["adapted.table"].Values);
        var text = new HandMadeModel().Input("x", "N").With(m => m.Graph.Input[0].Type.TensorType.ElemType = 8).Weight("w", [1], 1).Node("Identity", "w", "y").Output("y").Save();
        Assert.Contains("The input 'x' is Text; a bundle takes numbers", Error(() => ForwardModel.Read(text)));
    }

    [Fact]
    public void Shapes_that_were_given_to_carried_nodes_are_written_down_for_the_next_gradient()
    {
        var model = new HandMadeModel().Input("x", 4).Input("t", 4).Node("Unique", "t", "u").Node("ReduceSum", "u", "s", "", ("keepdims", 0)).Node("Mul", "x s", "h").Node("Mul", "h h", "y").Output("y", 4);
        var first = Path.Combine(Directory.CreateTempSubdirectory("mamledge-").FullName, "first.onnx");
        File.WriteAllBytes(first, OnnxWriter.Write(Simplify.Run(GradientModel.Build(model.Read(new ReadOptions { Shapes = new Dictionary<string, Shape> { ["u"] = new(Dim.Of("U")) } }), ["x"], prefix: "g.")), "first"));
        Assert.NotEmpty(GradientModel.Write(first, ["x"], ["g.x"], "second."));
    }

    [Fact]
    public void What_quantises_and_back_keeps_shapes_and_has_the_type_of_its_parameters()
    {
        var model = new HandMadeModel().Input("x", "N", 4).Weight("scale", [0.5f]).With(m => m.Graph.Initializer.Add(new Onnx.Proto.TensorProto { Name = "zero", DataType = 3, Int32Data = { 0 } }))
            .Node("QuantizeLinear", "x scale zero", "q").Node("DequantizeLinear", "q scale zero", "d").Node("Relu", "d", "y").Output("y").Read();
        Assert.Equal("Float32 [N, 4]", model.Result("y").TypeText);
        Assert.Equal("Int8 [N, 4]", model.Result("y").Inputs[0].Inputs[0].TypeText);
    }

    [Fact]
    public void Written_gradients_are_simplified()
    {
        var file = new HandMadeModel().Input("x", 2, 4).Weight("w", [1, 2, 3, 4, 5, 6, 7, 8], 4, 2).Node("MatMul", "x w", "h").Node("LogSoftmax", "h", "l").Node("ReduceMean", "l", "y").Output("y").Save();
        var gradient = GradientModel.Build(OnnxReader.Read(MamlEdge.Exporter.Onnx.OnnxFile.Read(file)), ["w"]);
        Assert.Equal(OnnxWriter.Write(Simplify.Run(gradient), "model.grad"), GradientModel.Write(file, ["w"]));
        Assert.NotEqual(OnnxWriter.Write(gradient, "model.grad"), GradientModel.Write(file, ["w"]));
    }

    private static HandMadeModel Linear(long opset = 17) => new HandMadeModel(opset).Input("x", "N", 2).Weight("w", [1, 2, 3, 4], 2, 2).Weight("b", [1, 2], 2)
        .Node("MatMul", "x w", "h").Node("Add", "h b", "y").Output("y", "N", 2);

    private static InnerLoopSpec Spec() => new() { Loss = LossKind.Mse, Steps = 1 };

    private static Function Adaptation(string path, string parameter) =>
        new AdaptationGraphs(ForwardModel.Read(path, [parameter]).Function, Spec()).Adaptation();

    private static string Error(Func<object> action) => Assert.Throws<ExporterException>(action).Message;
}
