using MamlEdge.Exporter.Bundles;
using static MamlEdge.Exporter.Tests.HandMadeModel;

namespace MamlEdge.Exporter.Tests;

/// <summary>Cross-entropies of classes that are masked out by a logit of -∞: all is as with a logit so low that nothing is left of its probability.</summary>
public sealed class LossTests
{
    private const double Low = -1e4;

    [Theory]
    [InlineData("mean", false, false)]
    [InlineData("sum", true, false)]
    [InlineData("mean", true, true)]
    [InlineData("none", false, true)]
    public void Both_orders_are_finite(string reduction, bool weighted, bool ignores)
    {
        var node = Made("SoftmaxCrossEntropyLoss", weighted ? "z labels weights" : "z labels", "y", new Onnx.Proto.AttributeProto { Name = "reduction", S = Google.Protobuf.ByteString.CopyFromUtf8(reduction), Type = Onnx.Proto.AttributeProto.Types.AttributeType.String });
        if (ignores) node.Attribute.Add(new Onnx.Proto.AttributeProto { Name = "ignore_index", I = 1, Type = Onnx.Proto.AttributeProto.Types.AttributeType.Int });
        var model = new HandMadeModel().Input("x", 2, 3).Input("mask", 2, 3).Longs("labels", 0, 1).Weight("weights", [0.5f, 2, 1], 3).Node("Add", "x mask", "z").Node(node).Output("y", reduction == "none" ? [2] : []);
        var first = GradientModel.Build(model.Read(), ["x"]);
        Check(GradientModel.Build(first, ["x", "grad.output.y"], ["grad.x"], "second."));
    }

    [Fact]
    public void The_loss_of_training_is_finite_too_and_so_is_that_of_several_tasks()
    {
        var graph = new Graph();
        var (x, mask, labels) = (graph.NewInput("x", DataType.Float32, Shape.Of(2, 3)), graph.NewInput("mask", DataType.Float32, Shape.Of(2, 3)), graph.NewInput("labels", DataType.Int64, Shape.Of(2)));
        var loss = Composites.Expand(new Function([x, mask, labels], [new("y", Losses.CrossEntropy(x + mask, labels))]));
        var first = GradientModel.Build(loss, ["x"]);
        var second = GradientModel.Build(first, ["x", "grad.output.y"], ["grad.x"], "second.");
        Check(second);
        var (masked, low) = (TaskFeeds.Of(Feeds(second, double.NegativeInfinity), ["x"], 2), TaskFeeds.Of(Feeds(second, Low), ["x"], 2));
        var vectorized = Vectorize.Run(second, ["x"], 2);
        GradientProgram.CheckEqual(new Interpreter(vectorized).Run(low.Together), OnnxRun.Run(OnnxWriter.Write(Simplify.Run(vectorized), "vectorized"), masked.Together));
    }

    /// <summary>The reference and ONNX Runtime with the mask against the reference with the low logit.</summary>
    private static void Check(Function function)
    {
        var expected = new Interpreter(function).Run(Feeds(function, Low));
        Assert.Contains(expected["grad.x"].Values, g => Math.Abs(g) > 0.05);
        Assert.Contains(expected["second.x"].Values, g => Math.Abs(g) > 0.01);
        Assert.All(expected.Values.SelectMany(t => t.Values), v => Assert.True(double.IsFinite(v)));
        var masked = Feeds(function, double.NegativeInfinity);
        GradientProgram.CheckEqual(expected, new Interpreter(function).Run(masked));
        foreach (var form in new[] { function, Simplify.Run(function) }) GradientProgram.CheckEqual(expected, OnnxRun.Run(OnnxWriter.Write(form, "loss"), masked));
    }

    private static Dictionary<string, Tensor> Feeds(Function function, double masked) => function.Inputs.ToDictionary(i => i.Name, i => i.Name switch
    {
        "x" => new Tensor(i.Type, [2, 3], [0.3, -0.7, 1.1, 0.2, 0.4, -0.5]),
        "mask" => new Tensor(i.Type, [2, 3], [0, masked, 0, 0, 0, masked]),
        "labels" => new Tensor(i.Type, [2], [0, 1]),
        _ => new Tensor(i.Type, i.Shape.ToLongs(), [.. Enumerable.Range(0, (int)i.Shape.Size.Known).Select(n => 1 + (0.25 * n))]),
    });
}
