using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;

namespace MamlEdge.Exporter.Tests;

/// <summary>ONNX nodes read from models: what they compute against ONNX Runtime's kernel of the node, gradients to order 2 against differences.</summary>
public class NodeTests
{
    public static TheoryData<string> Names => [.. NodeCases.All.Select(c => c.ToString())];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_node_is_read_as_ONNX_Runtime_computes_it(string name)
    {
        var test = Case(name);
        var (model, feeds) = test.Build();
        var function = test.Read();
        var results = new Interpreter(function).Run(feeds);
        var written = OnnxWriter.Write(function, name);
        foreach (var bytes in test.Runs ? [model, written] : new[] { written }) Close(results, OnnxRun.Run(bytes, feeds));
        Close(results, OnnxRun.Run(OnnxWriter.Write(Simplify.Run(Composites.Expand(function)), name), feeds));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_gradients_hold_to_second_order(string name)
    {
        var (function, feeds) = WithGradients(Case(name));
        string[] wrt = [.. feeds.Keys.Where(k => k.StartsWith('x'))];
        Assert.InRange(GradientCheck.Largest(function, feeds, "f", [.. wrt.Select(x => (x, "g." + x))]), 0, 1e-7);
        Assert.InRange(GradientCheck.Largest(function, feeds, "f2", [.. feeds.Keys.Select(x => (x, "h." + x))]), 0, 1e-7);
        var expected = new Interpreter(function).Run(feeds);
        Close(expected, OnnxRun.Run(OnnxWriter.Write(function, name), feeds));
        Close(expected, OnnxRun.Run(OnnxWriter.Write(Simplify.Run(function), name), feeds));
    }

    private static NodeCase Case(string name) => NodeCases.All.Single(c => c.ToString() == name);

    /// <summary>f = Σ ⟨c, y⟩ over the float results with its gradients g.*, and f2 = Σ ⟨d, g⟩ with its gradients h.*, also in the cotangents c.</summary>
    private static (Function Function, Dictionary<string, Tensor> Feeds) WithGradients(NodeCase test)
    {
        var (feeds, random) = (test.Build().Feeds, new Random(31));
        var function = Composites.Expand(test.Read());
        var (graph, x) = (function.Graph, function.Inputs);
        var outputs = function.Outputs.Where(o => o.Value.Type.IsFloat()).ToList();
        var c = outputs.Select(o => Input(o)).ToList();
        var f = outputs.Select((o, i) => (o.Value * c[i]).Sum()).Aggregate((a, b) => a + b);
        var first = Gradient.Of([.. outputs.Select((o, i) => (o.Value, c[i]))], [.. x]);
        var f2 = first.Select(g => (g * graph.NewConstant(Random(g.Shape))).Sum()).Aggregate((a, b) => a + b);
        Value[] all = [.. x, .. c];
        var second = Gradient.Of(f2, all);
        return (new(all, [new("f", f), new("f2", f2), .. first.Select((g, i) => new Output("g." + x[i].Name, g)), .. second.Select((h, i) => new Output("h." + all[i].Name, h))]), feeds);

        Value Input(Output o)
        {
            feeds["c." + o.Name] = Random(o.Value.Shape);
            return graph.NewInput("c." + o.Name, DataType.Float32, o.Value.Shape);
        }

        Tensor Random(Shape shape) => new(DataType.Float32, shape.ToLongs(), [.. Enumerable.Range(0, (int)shape.Size.Factor).Select(_ => (double)(float)((2 * random.NextDouble()) - 1))]);
    }

    private static void Close(IReadOnlyDictionary<string, Tensor> expected, Dictionary<string, Tensor> got)
    {
        foreach (var (name, tensor) in expected)
        {
            Assert.Equal(tensor.Dims, got[name].Dims);
            var scale = Math.Max(tensor.Values.Select(Math.Abs).DefaultIfEmpty().Max(), 1e-2);
            Assert.All(tensor.Values.Zip(got[name].Values), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 2e-5 * scale));
        }
    }
}
