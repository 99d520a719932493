using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Inspection;
using MamlEdge.Exporter.Models;
using MamlEdge.Exporter.Onnx;
using MamlEdge.Exporter.Onnx.Proto;
using Kind = MamlEdge.Exporter.Onnx.Proto.AttributeProto.Types.AttributeType;

namespace MamlEdge.Exporter.Tests;

/// <summary>Costs against figures by hand, and drawings.</summary>
public class InspectionTests
{
    public static TheoryData<string, string, long[][], long[], long> Products => new()
    {
        // Each output sums over the input channels of its group and the taps.
        { "Conv", "", [[2, 4, 8, 8], [6, 2, 3, 3]], [2, 6, 6, 6], 2 * 6 * 6 * 6 * 2 * 9 },
        // Each input meets every tap of every output channel of its group.
        { "ConvTranspose", "", [[2, 4, 3, 3], [4, 5, 2, 2]], [2, 5, 6, 6], 2 * 4 * 3 * 3 * 5 * 4 },
        { "MatMul", "", [[7, 3, 4], [4, 5]], [7, 3, 5], 7 * 3 * 5 * 4 },
        { "Gemm", "transA", [[4, 3], [4, 5], [5]], [3, 5], 3 * 5 * 4 },
        { "Einsum", "bij,jk->bik", [[2, 3, 4], [4, 5]], [2, 3, 5], 2 * 3 * 4 * 5 },
        { "Einsum", "...j,jk->...k", [[2, 3, 4], [4, 5]], [2, 3, 5], 2 * 3 * 4 * 5 },
        // Four gates of [hidden, input + hidden] for each of 10 elements of 2 sequences.
        { "LSTM", "", [[10, 2, 3], [1, 4 * 6, 3], [1, 4 * 6, 6]], [10, 1, 2, 6], 10 * 2 * 4 * 6 * (3 + 6) },
    };

    [Theory]
    [MemberData(nameof(Products))]
    public void Multiply_adds_follow_from_the_shapes(string type, string setting, long[][] inputs, long[] output, long expected)
    {
        var node = new NodeProto { OpType = type };
        if (type == "Einsum") node.Attribute.Add(new AttributeProto { Name = "equation", Type = Kind.String, S = Google.Protobuf.ByteString.CopyFromUtf8(setting) });
        else if (setting.Length > 0) node.Attribute.Add(new AttributeProto { Name = setting, Type = Kind.Int, I = 1 });

        Assert.Equal(new NodeCost(expected, 0), OperatorCosts.Of(node, inputs, [output]));
    }

    [Fact]
    public void Costs_and_memory_of_a_perceptron_are_those_by_hand()
    {
        var model = new MlpSpec(10, [20], 3).Build(1);
        var bundle = BundleWriter.Files(new BundleContents { Model = model, Inner = new InnerLoopSpec { Loss = LossKind.Mse, Steps = 1 }, Provenance = new Provenance { Tool = "test" } });
        var predict = GraphCost.Of(bundle.Single(f => f.Name == BundleFiles.Predict).Bytes, BundleFiles.Predict, new FreeLengths(Other: 4));

        Assert.Equal(4 * ((10 * 20) + (20 * 3)), predict.MultiplyAdds);
        Assert.Equal(0, predict.NodesOfUnknownCost);
        Assert.Equal(4 * ((10 * 20) + 20 + (20 * 3) + 3), predict.ParameterBytes);
        Assert.Equal(predict.ParameterBytes, GraphCost.Of(bundle.Single(f => f.Name == BundleFiles.Forward).Bytes, BundleFiles.Forward, new FreeLengths()).ParameterBytes);
        // The most is needed at the Relu: the hidden layer [4, 20] before and after it.
        Assert.Equal(4 * 4 * (20 + 20), predict.PeakActivationBytes);
    }

    [Fact]
    public void A_function_counts_once_for_each_call_so_costs_do_not_depend_on_how_steps_are_written()
    {
        var model = new MlpSpec(10, [20], 3).Build(1);
        var spec = new InnerLoopSpec { Loss = LossKind.Mse, Steps = 3, Momentum = 0.5 };
        var unrolled = GraphCost.Of(OnnxWriter.Write(new AdaptationGraphs(model.Function, spec).Adaptation(), "adapt"), "adapt.onnx", new FreeLengths());
        var shared = GraphCost.Of(OnnxWriter.Write(new AdaptationGraphs(model.Function, spec, stepFunction: true).Adaptation(), "adapt"), "adapt.onnx", new FreeLengths());

        Assert.Equal(unrolled.MultiplyAdds, shared.MultiplyAdds);
        Assert.Equal(0, shared.NodesOfUnknownCost);
    }

    [Fact]
    public void Drawings_nest_scopes_and_collapse_those_below_the_depth()
    {
        var adapt = OnnxWriter.Write(new AdaptationGraphs(new MlpSpec(2, [3], 1).Build(1).Function, new InnerLoopSpec { Loss = LossKind.Mse, Steps = 2 }, stepFunction: true).Adaptation(), "adapt");

        var shallow = GraphDrawing.Of(adapt, "adapt.onnx", 1).ToDot();
        var deep = GraphDrawing.Of(adapt, "adapt.onnx", 9).ToMermaid();

        Assert.Contains("label=\"steps (", shallow, StringComparison.Ordinal);
        Assert.DoesNotContain("subgraph", shallow, StringComparison.Ordinal);
        Assert.Contains("support_x", shallow, StringComparison.Ordinal);
        Assert.Contains("[\"Gemm\"]", deep, StringComparison.Ordinal);
        Assert.Contains("[\"steps\"]", deep, StringComparison.Ordinal);
        Assert.Equal(deep.Split("subgraph").Length, deep.Split(" end\n").Length);
        Assert.Equal(shallow.Count(c => c == '{'), shallow.Count(c => c == '}'));
        Assert.Contains("nodes)\"", GraphDrawing.Of(adapt, "adapt.onnx", 0).ToDot(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_node_of_a_bundle_lies_in_a_scope()
    {
        var model = new ConvNetSpec(2, 9, 9, 3) { Normalization = NormalizationKind.Batch, Filters = 2, Blocks = 2 }.Build(1);
        var files = BundleWriter.Files(new BundleContents { Model = model, Inner = new InnerLoopSpec { Loss = LossKind.CrossEntropy, Steps = 2 }, Provenance = new Provenance { Tool = "test" }, MetaGradient = true });

        Assert.All(files.Where(f => f.Name is BundleFiles.Adapt or BundleFiles.Meta), f =>
            Assert.DoesNotContain(OnnxFile.Parse(f.Bytes, f.Name).Graph.Node, n => n.OpType != "Identity" && !n.Name.Contains('/', StringComparison.Ordinal)));
    }

    [Fact]
    public void Indices_and_single_numbers_are_constants_and_no_parameters()
    {
        var model = new HandMadeModel().Input("x", "N", 2).Weight("w", [1, 2, 3, 4], 2, 2).Longs("at", 0, 1).Weight("half", [0.5f])
            .Node("Gather", "x at", "g", "", ("axis", 1)).Node("MatMul", "g w", "h").Node("Mul", "h half", "y").Output("y").Bytes();
        var cost = GraphCost.Of(model, "model.onnx", new FreeLengths());

        Assert.Equal((4 * 4, (2 * 8) + 4), (cost.ParameterBytes, cost.ConstantBytes));
    }

    [Fact]
    public void Only_what_is_adapted_has_to_be_closed_under_differentiation()
    {
        var file = new HandMadeModel().Input("x", "N", 2).Weight("body", [1, 2, 3, 4], 2, 2).Weight("head", [1, 2], 2, 1)
            .Node("MatMul", "x body", "h").Node("ReduceSum", "h", "s", "", ("keepdims", 0)).Node("IsNaN", "s", "c")
            .Node(HandMadeModel.Made("If", "c", "z", HandMadeModel.Body("then_branch", [], ["a"], HandMadeModel.Made("Relu", "h", "a")), HandMadeModel.Body("else_branch", [], ["b"], HandMadeModel.Made("Neg", "h", "b"))))
            .Known("z", "N", 2).Node("Bernoulli", "z", "m").Node("MatMul", "m head", "y").Output("y", "N", 1).Save();
        var files = BundleWriter.Files(new BundleContents
        {
            Model = ForwardModel.Read(file),
            Inner = new InnerLoopSpec { Loss = LossKind.Mse, Steps = 2, Adapt = ["head"] },
            Provenance = new Provenance { Tool = "test" },
        });

        Assert.All(files.Where(f => f.Name.EndsWith(".onnx", StringComparison.Ordinal)), f => Assert.Empty(GradientClosure.Missing(f.Bytes, f.Name, name => name == "theta.head")));
        var predict = files.Single(f => f.Name == BundleFiles.Predict);
        Assert.Equal(["If 'z_node'", "Bernoulli 'm_node'"], GradientClosure.Missing(predict.Bytes, predict.Name, name => name == "theta.body"));
    }
}
