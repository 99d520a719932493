using Google.Protobuf;
using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Inspection;
using MamlEdge.Exporter.Models;
using MamlEdge.Exporter.Onnx.Proto;
using Kind = MamlEdge.Exporter.Onnx.Proto.AttributeProto.Types.AttributeType;

namespace MamlEdge.Exporter.Tests;

/// <summary>Models that are well formed pass, and one broken rule at a time is named. onnx.checker says the same of these models.</summary>
public class ModelCheckerTests
{
    private static readonly Lazy<byte[]> Sound = new(() => MetaGradientModel.Write(
        new ConvNetSpec(1, 8, 8, 3) { Normalization = NormalizationKind.Batch, Filters = 2, Blocks = 1 }.Build(1), new InnerLoopSpec { Loss = LossKind.CrossEntropy, Steps = 2 }, stepFunction: true));

    private static readonly Dictionary<string, (Action<ModelProto> Break, string Problem)> Faults = new()
    {
        ["no version"] = (m => m.IrVersion = 0, "IR version"),
        ["functions before IR 8"] = (m => m.IrVersion = 7, "IR version 8"),
        ["no operator set"] = (m => m.OpsetImport.Clear(), "no operator set"),
        ["operator set twice"] = (m => m.OpsetImport.Add(m.OpsetImport[0].Clone()), "is there 2 times"),
        ["operator set of another age"] = (m => m.OpsetImport[0].Version = 5, "opset 5"),
        ["function domain not imported"] = (m => m.OpsetImport.RemoveAt(1), "not imported"),
        ["no graph name"] = (m => m.Graph.Name = "", "no name"),
        ["undefined input"] = (m => Operator(m).Input[0] = "nothing", "'nothing', which nothing before it defines"),
        ["defined twice"] = (m => m.Graph.Node.Add(Operator(m).Clone()), "defined twice"),
        ["not in order"] = (m => m.Graph.Node.Insert(0, Taken(m.Graph.Node)), "nothing before it defines"),
        ["unknown operator"] = (m => Operator(m).OpType = "Konv", "no operator of ai.onnx"),
        ["removed operator"] = (m => Operator(m).OpType = "Upsample", "no operator of ai.onnx"),
        ["foreign domain"] = (m => Operator(m).Domain = "com.microsoft", "not imported"),
        ["unknown function"] = (m => m.Functions.RemoveAt(0), "neither an operator of ai.onnx nor a function"),
        ["function twice"] = (m => m.Functions.Add(m.Functions[0].Clone()), "is there 2 times"),
        ["function calls itself"] = (m => m.Functions[0].Node.Add(new NodeProto { OpType = m.Functions[0].Name, Domain = m.Functions[0].Domain }), "calls itself"),
        ["function result missing"] = (m => m.Functions[0].Output[0] = "nothing", "is not computed"),
        ["function input undefined"] = (m => m.Functions[0].Input.RemoveAt(0), "nothing before it defines"),
        ["too many inputs"] = (m => Operator(m).Input.Add(Enumerable.Repeat(Operator(m).Input[0], 9)), "inputs, expected"),
        ["too few inputs"] = (m => Operator(m).Input.Clear(), "0 inputs, expected"),
        ["no outputs"] = (m => Operator(m).Output.Clear(), "0 outputs, expected"),
        ["unknown attribute"] = (m => Operator(m).Attribute.Add(new AttributeProto { Name = "colour", Type = Kind.Int, I = 3 }), "does not know"),
        ["attribute of another type"] = (m => Cast(m).Attribute[0].Type = Kind.Float, "of type Float but holds Int"),
        ["attribute missing"] = (m => Cast(m).Attribute.Clear(), "lacks the attribute 'to'"),
        ["attribute twice"] = (m => Cast(m).Attribute.Add(Cast(m).Attribute[0].Clone()), "the attribute 'to' 2 times"),
        ["constant too short"] = (m => Constant(m).RawData = ByteString.CopyFrom(1, 2, 3), "bytes for its shape"),
        ["constant without type"] = (m => Constant(m).DataType = 0, "no element type"),
        ["constant of impossible shape"] = (m => Constant(m).Dims.Add([long.MaxValue, long.MaxValue]), "impossible shape"),
        ["constant in two fields"] = (m => Constant(m).FloatData.Add(1), "more than one field"),
        ["constant twice"] = (m => m.Graph.Initializer.Add(Constant(m).Clone()), "is there 2 times"),
        ["data outside the folder"] = (m => External(m, "../theta"), "in the model's folder"),
        ["data in no file"] = (m => External(m, "missing"), "which is missing"),
        ["data beyond the end"] = (m => External(m, "short"), "beyond the end"),
        ["input without type"] = (m => m.Graph.Input[0].Type = null, "has no type"),
        ["output undefined"] = (m => m.Graph.Output[0].Name = "nothing", "is not computed"),
        ["output twice"] = (m => m.Graph.Output.Add(m.Graph.Output[0].Clone()), "is there 2 times"),
    };

    public static TheoryData<string> Names => [.. Faults.Keys];

    [Fact]
    public void What_is_written_here_is_well_formed() => Assert.Empty(ModelChecker.Problems(Sound.Value, _ => null));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_broken_rule_is_named(string fault)
    {
        var model = ModelProto.Parser.ParseFrom(Sound.Value);
        Faults[fault].Break(model);

        var problems = ModelChecker.Problems(model.ToByteArray(), file => file == "short" ? 1 : null);

        Assert.Contains(problems, p => p.Contains(Faults[fault].Problem, StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_is_no_model_is_named() => Assert.Contains("no ONNX model", Assert.Single(ModelChecker.Problems([1, 2, 3], _ => null)), StringComparison.Ordinal);

    [Fact]
    public void What_is_written_here_is_closed_under_differentiation_and_an_operator_without_rule_is_named()
    {
        Assert.Empty(GradientClosure.Missing(Sound.Value, "meta.onnx", _ => true));
        var model = ModelProto.Parser.ParseFrom(Sound.Value);
        model.Graph.Node.Single(n => n.Output.Contains("query_loss")).Output[0] = "loss";
        model.Graph.Node.Add(new NodeProto { OpType = "Bernoulli", Name = "hard", Input = { "loss" }, Output = { "query_loss" } });

        Assert.Equal(["Bernoulli 'hard'"], GradientClosure.Missing(model.ToByteArray(), "meta.onnx", name => name.StartsWith("theta.", StringComparison.Ordinal)));
        Assert.Empty(GradientClosure.Missing(model.ToByteArray(), "meta.onnx", name => name == "query_y"));
    }

    private static NodeProto Operator(ModelProto model) => model.Graph.Node.First(n => n.OpType == "Mul");

    private static NodeProto Cast(ModelProto model) => model.Graph.Node.First(n => n.OpType == "Cast");

    private static TensorProto Constant(ModelProto model) => model.Graph.Initializer.First(i => i.DataType == (int)TensorProto.Types.DataType.Float);

    private static NodeProto Taken(Google.Protobuf.Collections.RepeatedField<NodeProto> nodes)
    {
        var last = nodes[^1];
        nodes.RemoveAt(nodes.Count - 1);
        return last;
    }

    private static void External(ModelProto model, string file)
    {
        var constant = Constant(model);
        constant.RawData = ByteString.Empty;
        constant.DataLocation = TensorProto.Types.DataLocation.External;
        constant.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = file });
    }
}
