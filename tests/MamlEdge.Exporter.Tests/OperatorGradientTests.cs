using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;

namespace MamlEdge.Exporter.Tests;

/// <summary>Every rule to order 2 against central differences in double precision, and ONNX Runtime against the interpreter.</summary>
public class OperatorGradientTests
{
    public static TheoryData<string> Names => [.. OperatorCases.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Rules_hold_to_second_order(string name)
    {
        var (function, inputs) = Program(OperatorCases.All.Single(c => c.Name == name));
        var wrt = inputs.Keys.Where(k => k.StartsWith('x')).ToArray();
        Assert.InRange(GradientCheck.Largest(function, inputs, "f", [.. wrt.Select(x => (x, "g." + x))]), 0, 1e-7);
        Assert.InRange(GradientCheck.Largest(function, inputs, "f2", [.. inputs.Keys.Select(x => (x, "h." + x))]), 0, 1e-7);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ONNX_Runtime_agrees_with_the_interpreter(string name)
    {
        var (function, inputs) = Program(OperatorCases.All.Single(c => c.Name == name));
        var expected = new Interpreter(function).Run(inputs);
        foreach (var form in new[] { function, Simplify.Run(function) })
        {
            var results = OnnxRun.Run(OnnxWriter.Write(form, name), inputs);
            foreach (var output in function.Outputs)
            {
                var (want, got) = (expected[output.Name].Values, results[output.Name].Values);
                var scale = Math.Max(want.Select(Math.Abs).DefaultIfEmpty().Max(), 1e-2);
                Assert.All(want.Zip(got), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 2e-5 * scale));
            }
        }
    }

    [Fact]
    public void Every_differentiable_operator_has_a_row_in_the_table()
    {
        var tested = OperatorCases.All.Select(c => c.Op).ToHashSet();
        var missing = Catalog.All.Values.Where(o => o.IsDifferentiable && !o.HasZeroGradient && !tested.Contains(o)).Select(o => o.Name);
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_operator_is_complete()
    {
        Assert.All(Catalog.All.Values.Where(o => o.Expansion is null && o != Leaves.Input && o != Leaves.Absent && o != Leaves.Stored), o =>
        {
            Assert.True(o.Type is not null, $"{o.Name} has no type rule.");
            Assert.True(o.Kernel is not null, $"{o.Name} has no reference kernel.");
            Assert.True(o.OnnxName is not null || o.Lowering is not null, $"{o.Name} cannot be written.");
        });
    }

    [Fact]
    public void A_rule_that_is_wrong_is_found()
    {
        var wrong = Elementwise.Tanh with { Gradients = [(y, g) => g * (1 - y)] };
        var (function, inputs) = Program(new OperatorCase("wrong", wrong, [[3]], (g, x) => g.Add(wrong, x)));
        Assert.True(GradientCheck.Largest(function, inputs, "f", [("x0", "g.x0")]) > 1e-2);
    }

    [Fact]
    public void A_rule_that_is_wrong_only_at_second_order_is_found()
    {
        var wrong = Elementwise.Tanh with { Gradients = [(y, g) => g * (1 - (y * y)).Stop()] };
        var (function, inputs) = Program(new OperatorCase("wrong", wrong, [[3]], (g, x) => g.Add(wrong, x)));
        Assert.InRange(GradientCheck.Largest(function, inputs, "f", [("x0", "g.x0")]), 0, 1e-7);
        Assert.True(GradientCheck.Largest(function, inputs, "f2", [("x0", "h.x0")]) > 1e-2);
    }

    /// <summary>
    /// f = ⟨c, op(x)⟩ with its gradients g.*, and f2 = Σ ⟨d, g⟩ with its gradients h.* in the inputs and in the cotangent c.
    /// </summary>
    private static (Function Function, Dictionary<string, Tensor> Inputs) Program(OperatorCase test)
    {
        var graph = new Graph();
        var random = new Random(17);
        var feeds = new Dictionary<string, Tensor>();
        Value[] x = [.. test.Shapes.Select((dims, i) => Input($"x{i}", dims, test.Domain.Low, test.Domain.High))];
        var raw = test.Build(graph, x);
        var expanded = Composites.Expand(new Function(x, [new("y", raw)]));
        if (!ReferenceEquals(expanded.Graph, graph)) (graph, x) = (expanded.Graph, [.. expanded.Inputs]);
        var y = expanded.Result("y");
        var c = Input("c", y.Shape.ToLongs(), -1, 1);
        var f = (y * c).Sum();
        var first = Gradient.Of([(y, c)], x);
        var f2 = first.Select((g, i) => (g * Constant(g)).Sum()).Aggregate((a, b) => a + b);
        Value[] all = [.. x, c];
        var second = Gradient.Of(f2, all);
        return (new Function(all, [new("f", f), new("f2", f2), .. first.Select((g, i) => new Output($"g.x{i}", g)), .. second.Select((h, i) => new Output("h." + all[i].Name, h))]), feeds);

        Value Input(string name, long[] dims, double low, double high)
        {
            feeds[name] = new Tensor(DataType.Float32, dims, Values(dims, low, high));
            return graph.NewInput(name, DataType.Float32, Shape.Of(dims));
        }

        Value Constant(Value like) => graph.NewConstant(new Tensor(DataType.Float32, like.Shape.ToLongs(), Values(like.Shape.ToLongs(), -1, 1)));

        double[] Values(long[] dims, double low, double high) =>
            [.. Enumerable.Range(0, (int)dims.Aggregate(1L, (a, b) => a * b)).Select(_ => (double)(float)(low + ((high - low) * random.NextDouble())))];
    }
}
