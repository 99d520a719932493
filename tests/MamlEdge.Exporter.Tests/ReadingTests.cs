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

    private static HandMadeModel Linear(long opset = 17) => new HandMadeModel(opset).Input("x", "N", 2).Weight("w", [1, 2, 3, 4], 2, 2).Weight("b", [1, 2], 2)
        .Node("MatMul", "x w", "h").Node("Add", "h b", "y").Output("y", "N", 2);

    private static InnerLoopSpec Spec() => new() { Loss = LossKind.Mse, Steps = 1 };

    private static Function Adaptation(string path, string parameter) =>
        new AdaptationGraphs(ForwardModel.Read(path, [parameter]).Function, Spec()).Adaptation();

    private static string Error(Func<object> action) => Assert.Throws<ExporterException>(action).Message;
}
