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
        Assert.Contains("Bernoulli 'step1/r_node' has no gradient rule", message);
        Assert.Contains("<- Relu 'step1/y_node' <- Bernoulli 'step1/r_node'", message);
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
        Assert.Contains("Bernoulli 'step1/y_node' has no gradient rule", Error(() => Adaptation(onPath, "w")));
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
