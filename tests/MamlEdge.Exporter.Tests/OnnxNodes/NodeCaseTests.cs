using Google.Protobuf;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using MamlEdge.Exporter.Onnx.Proto;

namespace MamlEdge.Exporter.Tests.OnnxNodes;

/// <summary>
/// ONNX's own node tests: what is read computes what ONNX expects, its gradients of both orders agree with differences and run on ONNX
/// Runtime; what has no definition here is carried through, and refused by name where a gradient has to pass it.
/// </summary>
public class NodeCaseTests
{
    /// <summary>Inputs that say what an operator does, and that it has to know.</summary>
    private static readonly Dictionary<string, string[]> Settings = new(StringComparer.Ordinal)
    {
        ["Resize"] = ["roi", "scales"],
        ["Dropout"] = ["r"],
        ["OneHot"] = ["depth"],
        ["Pad"] = ["value"],
        ["Range"] = ["start", "limit", "delta"],
        ["Loop"] = ["start", "limit", "delta"],
    };

    /// <summary>Operators without a definition here.</summary>
    private static readonly string[] CarriedOperators =
        ["Bernoulli", "DFT", "DequantizeLinear", "DynamicQuantizeLinear", "Loop", "MelWeightMatrix", "QuantizeLinear", "RandomUniformLike", "RoiAlign", "STFT", "Unique"];

    /// <summary>Cases that cannot hold, each with its reason.</summary>
    private static readonly Dictionary<string, string> Apart = new(StringComparer.Ordinal)
    {
        ["castlike_BFLOAT16_to_FLOAT"] = "the stored input is [1], the model says [3, 4]",
        ["castlike_BFLOAT16_to_FLOAT_expanded"] = "the stored input is [1], the model says [3, 4]",
        ["maxunpool_export_with_output_shape"] = "ONNX takes the indices in a smaller output than the one that is asked for, ONNX Runtime in the latter",
        ["resize_downsample_scales_cubic_align_corners"] = "ONNX spreads corners over a length that is no integer, ONNX Runtime over the rounded one",
        ["resize_downsample_scales_linear_align_corners"] = "ONNX spreads corners over a length that is no integer, ONNX Runtime over the rounded one",
        ["optional_get_element"] = "an optional input",
    };

    public static TheoryData<string> Defined => [.. Kinds["defined"]];

    public static TheoryData<string> Carried => [.. Kinds["carried"]];

    public static TheoryData<string> OtherInOnnxRuntime => [.. Apart.Where(a => a.Value.Contains("ONNX Runtime", StringComparison.Ordinal)).Select(a => a.Key)];

    public static TheoryData<string> WithIntegers => [.. Kinds["defined"].Where(name => NodeCase.All[name].Inputs.Values.Any(i => !((DataType)i.DataType).IsFloat()))];

    private static ILookup<string, string> Kinds { get; } = NodeCase.All.Values.ToLookup(KindOf, c => c.Name);

    [Fact]
    public void Every_case_of_ONNX_is_counted()
    {
        Assert.Equal(922, NodeCase.All.Count + NodeCase.Excluded.Count);
        Assert.Equal(Apart.Keys.Order(StringComparer.Ordinal), Kinds["apart"].Order(StringComparer.Ordinal));
        Assert.Equal(["training_dropout", "training_dropout_default", "training_dropout_default_mask", "training_dropout_mask"], Kinds["refused"].Order(StringComparer.Ordinal));
        Assert.Equal((611, 29), (Kinds["defined"].Count(), Kinds["carried"].Count()));
        Assert.Equal(CarriedOperators, Kinds["carried"].SelectMany(name => Interpreter.Undefined(Read(NodeCase.All[name]))).Select(u => u[..u.IndexOf(' ', StringComparison.Ordinal)]).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Defined))]
    public void A_node_computes_what_ONNX_expects_and_its_gradients_hold_to_second_order(string name)
    {
        var node = NodeCase.All[name];
        var function = Read(node);
        var feeds = Feeds(node, function);
        var tolerance = node.Inputs.Concat(node.Outputs).Any(v => (DataType)v.Value.DataType == DataType.Float16) ? 2e-3 : 2e-5;
        Close(node.Outputs.ToDictionary(o => o.Key, o => NodeCase.Numbers(o.Value)), new Interpreter(function).Run(feeds), 1e-5);

        var (program, point) = GradientProgram.Of(function, -1, 1);
        foreach (var (input, value) in feeds) point[input] = value;
        var exact = new Interpreter(program).Run(point);
        Close(exact, OnnxRun.Run(OnnxWriter.Write(Simplify.Run(program), name), point), tolerance);
        if (feeds.Values.All(v => v.Values.Length == 0)) return;
        // Rounding to half precision is a staircase, whose differences say nothing.
        if (program.Reachable().Any(v => v.Type == DataType.Float16 && v.Op.Name == "Cast")) return;
        Assert.Equal("", Undecided(program, point, [.. feeds.Keys], "f", "g."));
        Assert.Equal("", Undecided(program, point, [.. point.Keys], "f2", "h."));
    }

    [Theory]
    [MemberData(nameof(OtherInOnnxRuntime))]
    public void Where_ONNX_Runtime_computes_something_else_than_ONNX_expects_so_does_the_reader(string name)
    {
        var node = NodeCase.All[name];
        var function = Read(node);
        var inputs = node.Inputs.ToDictionary(i => i.Key, i => NodeCase.Numbers(i.Value));
        var results = new Interpreter(function).Run(Feeds(node, function));
        Close(results, OnnxRun.Run(node.Model.ToByteArray(), inputs), 1e-5);
        Assert.All(node.Outputs, o => Assert.NotEqual(NodeCase.Numbers(o.Value).Values.Select(v => Math.Round(v, 3)), results[o.Key].Values.Select(v => Math.Round(v, 3))));
    }

    [Theory]
    [MemberData(nameof(WithIntegers))]
    public void Integers_that_come_at_run_time_change_no_number(string name)
    {
        var node = NodeCase.All[name];
        var known = Read(node);
        var free = OnnxReader.Read(node.WithConstants(input => IsSetting(node, input) || input == "sequence_lens"));
        if (Interpreter.Undefined(free).Count > 0) return;
        var feeds = Feeds(node, free);
        Close(new Interpreter(known).Run(feeds), new Interpreter(free).Run(feeds), 1e-9);
    }

    [Theory]
    [MemberData(nameof(Carried))]
    public void What_has_no_definition_is_carried_through_and_refused_by_name_on_the_way_of_a_gradient(string name)
    {
        var node = NodeCase.All[name];
        var function = Read(node);
        var undefined = Interpreter.Undefined(function);
        if (!undefined.Any(u => u.StartsWith("Random", StringComparison.Ordinal) || u.StartsWith("Bernoulli", StringComparison.Ordinal)))
            Close(node.Outputs.ToDictionary(o => o.Key, o => NodeCase.Numbers(o.Value)), OnnxRun.Run(OnnxWriter.Write(function, name), Feeds(node, function)), 2e-4); // ONNX has some to four digits.
        if (function.Inputs.Count == 0) return;
        try
        {
            var gradients = Simplify.Run(GradientModel.Build(function, [.. function.Inputs.Select(i => i.Name)]));
            var feeds = Feeds(node, function);
            foreach (var output in function.Outputs.Where(o => o.Value.Type.IsFloat())) feeds["grad.output." + output.Name] = NodeCase.Numbers(node.Outputs[output.Name]);
            Assert.Equal(gradients.Outputs.Count, OnnxRun.Run(OnnxWriter.Write(gradients, name), feeds).Count);
        }
        catch (ExporterException e)
        {
            Assert.Contains(undefined, u => e.Message.Contains(u, StringComparison.Ordinal));
        }
    }

    private static string KindOf(NodeCase node)
    {
        if (Apart.ContainsKey(node.Name)) return "apart";
        try
        {
            return Interpreter.Undefined(Read(node)).Count > 0 ? "carried" : "defined";
        }
        catch (ExporterException e) when (e.Message.Contains("training mode is not supported", StringComparison.Ordinal))
        {
            return "refused";
        }
    }

    private static Function Read(NodeCase node) => OnnxReader.Read(node.WithConstants(input => IsSetting(node, input) || !((DataType)node.Inputs[input].DataType).IsFloat()));

    private static bool IsSetting(NodeCase node, string input) => node.Model.Graph.Node.Any(n => Settings.GetValueOrDefault(n.OpType)?.Contains(input) == true);

    private static Dictionary<string, Tensor> Feeds(NodeCase node, Function function) => function.Inputs.ToDictionary(i => i.Name, i => NodeCase.Numbers(node.Inputs[i.Name]));

    /// <summary>
    /// Empty where gradients equal differences. ONNX likes inputs at kinks, so the point is moved off them a little, further where the
    /// differences decide nothing or the point leaves the domain.
    /// </summary>
    private static string Undecided(Function program, Dictionary<string, Tensor> point, IReadOnlyList<string> along, string scalar, string prefix)
    {
        var finding = $"{scalar} is no number at any point\n";
        foreach (var shift in new[] { 0.01, -0.01, 0.05, -0.05, 0.25, -0.25 })
        {
            var random = new Random(3);
            var moved = point.ToDictionary(p => p.Key, p => new Tensor(p.Value.Type, p.Value.Dims, Array.ConvertAll(p.Value.Values, v => v + (shift * random.NextDouble()))));
            if (!double.IsFinite(new Interpreter(program).Run(moved)[scalar].Values[0])) continue;
            var (verdict, found) = DirectionalCheck.Run(program, moved, scalar, prefix, random, along);
            if (verdict == DirectionalCheck.Verdict.Equal) return "";
            finding = $"{verdict} {scalar}: {found}\n";
            if (verdict == DirectionalCheck.Verdict.Mismatch) return finding;
        }

        return finding;
    }

    /// <summary>Results against what is expected, relative to the largest number of all that are expected.</summary>
    private static void Close(IReadOnlyDictionary<string, Tensor> expected, IReadOnlyDictionary<string, Tensor> results, double tolerance)
    {
        var scale = expected.Values.SelectMany(t => t.Values).Where(double.IsFinite).Select(Math.Abs).Append(0.1).Max();
        foreach (var (output, want) in expected)
        {
            var got = results[output];
            Assert.Equal((want.Type, string.Join(',', want.Dims)), (got.Type, string.Join(',', got.Dims)));
            Assert.All(want.Values.Zip(got.Values), pair => Assert.True(
                pair.First.Equals(pair.Second) || Math.Abs(pair.First - pair.Second) <= tolerance * scale, $"{output}: expected {pair.First:R}, got {pair.Second:R}"));
        }
    }
}
