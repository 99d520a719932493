using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;

namespace MamlEdge.Exporter.Tests;

/// <summary>A function with its first and second derivatives, on random inputs: what the order-2 gradient tests run.</summary>
internal static class GradientProgram
{
    /// <summary>
    /// f = Σ ⟨c, y⟩ over the float results y with its gradients g.*, and f2 = Σ ⟨d, g⟩ with its gradients h.* in the inputs and in the
    /// cotangents c.
    /// </summary>
    public static (Function Function, Dictionary<string, Tensor> Inputs) Of(Function forward, double low, double high)
    {
        var expanded = Composites.Expand(forward);
        var graph = expanded.Graph;
        var random = new Random(17);
        var feeds = expanded.Inputs.ToDictionary(x => x.Name, x => Sample(x, low, high));
        var seeds = expanded.Outputs.Where(o => o.Value.Type.IsFloat()).Select((o, i) => (o.Value, Cotangent: Cotangent(o.Value, i))).ToArray();
        var x = expanded.Inputs;
        var zero = graph.NewScalar(DataType.Float32, 0);
        var f = seeds.Select(s => (s.Value * s.Cotangent).Sum().CastTo(DataType.Float32)).Aggregate(zero, (a, b) => a + b);
        var first = Gradient.Of(seeds, x);
        var f2 = first.Select(g => (g * graph.NewConstant(Sample(g, -1, 1))).Sum().CastTo(DataType.Float32)).Aggregate(zero, (a, b) => a + b);
        Value[] all = [.. x, .. seeds.Select(s => s.Cotangent)];
        var second = Gradient.Of(f2, all);
        return (new Function(all, [
            new("f", f), new("f2", f2),
            .. first.Select((g, i) => new Output("g." + x[i].Name, g)),
            .. second.Select((h, i) => new Output("h." + all[i].Name, h))]), feeds);

        Value Cotangent(Value y, int i)
        {
            feeds[$"c{i}"] = Sample(y, -1, 1);
            return graph.NewInput($"c{i}", y.Type, y.Shape);
        }

        Tensor Sample(Value like, double from, double to)
        {
            var dims = like.Shape.ToLongs();
            return new Tensor(like.Type, dims, [.. Enumerable.Range(0, (int)Tensor.Count(dims)).Select(_ => (double)(float)(from + ((to - from) * random.NextDouble())))]);
        }
    }

    /// <summary>Both gradients of a program against central differences in double precision.</summary>
    public static void CheckDifferences(Function function, Dictionary<string, Tensor> inputs)
    {
        var wrt = function.Outputs.Where(o => o.Name.StartsWith("g.", StringComparison.Ordinal)).Select(o => (o.Name[2..], o.Name)).ToArray();
        Assert.InRange(GradientCheck.Largest(function, inputs, "f", wrt), 0, 1e-7);
        Assert.InRange(GradientCheck.Largest(function, inputs, "f2", [.. inputs.Keys.Select(x => (x, "h." + x))]), 0, 1e-7);
    }

    /// <summary>ONNX Runtime gives what the interpreter gives, on the function as it is and simplified.</summary>
    public static void CheckRuntime(Function function, Dictionary<string, Tensor> inputs, string name)
    {
        var expected = new Interpreter(function).Run(inputs);
        foreach (var form in new[] { function, Simplify.Run(function) }) CheckEqual(expected, OnnxRun.Run(OnnxWriter.Write(form, name), inputs));
    }

    /// <summary>Float32 results against those of the reference, relative to the largest element of each.</summary>
    public static void CheckEqual(IReadOnlyDictionary<string, Tensor> expected, IReadOnlyDictionary<string, Tensor> results)
    {
        foreach (var (output, want) in expected)
        {
            Assert.Equal(want.Dims, results[output].Dims);
            var scale = Math.Max(want.Values.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max(), 0.1);
            Assert.All(want.Values.Zip(results[output].Values), pair => Assert.True(
                pair.First.Equals(pair.Second) || Math.Abs(pair.First - pair.Second) <= 2e-5 * scale, $"{output}: expected {pair.First:R}, got {pair.Second:R}"));
        }
    }
}
