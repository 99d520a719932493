namespace MamlEdge.Exporter.Tests;

/// <summary>Products that stand in for what costs more: rows are stretched by products with ones, and weights that few examples have adapted are not written out.</summary>
public class FactoredProductsTests
{
    [Theory]
    [InlineData(128, true)]
    [InlineData(8, false)]
    public void Rows_meet_large_matrices_in_products(int rows, bool stretched)
    {
        var graph = new Graph();
        var a = graph.NewInput("a", DataType.Float32, Shape.Of(rows, 40));
        Value[] row = [.. Enumerable.Range(0, 3).Select(i => graph.NewInput($"r{i}", DataType.Float32, Shape.Of(40)))];
        var function = new Function([a, .. row], [new("y", ((a - (row[0] * 0.25)) * row[1]) + row[2]), new("z", row[2] + (a * a))]);

        var simplified = Simplify.Run(function);

        var broadcasts = simplified.Reachable().Where(v => v.Rank == 2 && v.Op.Name is "Add" or "Sub" or "Mul").Where(v => v.Inputs.Any(i => i.Rank == 1));
        Assert.Equal(stretched ? 0 : 4, broadcasts.Count(v => v.Rank == 2));
        // The factor of the first row is one of its product.
        Assert.Equal(stretched, simplified.Reachable().Any(v => v.Op == Products.Gemm && v.Attributes.Float("alpha", 1) == -0.25));
        AssertSame(function, simplified);
    }

    [Theory]
    [InlineData(20, true)]
    [InlineData(80, false)]
    public void Weights_of_few_examples_are_not_written_out(int examples, bool factored)
    {
        var (function, w) = Adapted(examples, alsoGiven: false);

        var before = Simplify.LowRank(function);

        Assert.Equal(factored, !before.Reachable().Any(v => v.Op == Arithmetic.Sub && v.Shape.Equals(w.Shape)));
        AssertSame(function, before);
        // What is differentiated closes in the same form.
        AssertSame(Simplify.Run(Differentiated(function)), Simplify.Run(Differentiated(before)));
    }

    [Fact]
    public void Weights_that_are_needed_anyway_are_used() => Assert.Contains(
        Simplify.LowRank(Adapted(20, alsoGiven: true).Function).Reachable(), v => v.Op == Products.MatMul && v.Inputs[1].Inputs is [{ Op: var op }, ..] && op == Arithmetic.Sub);

    /// <summary>x (W - c XᵀD)ᵀ as a step of a convolution leaves it, with the weights as a result on demand.</summary>
    private static (Function Function, Value Weights) Adapted(int examples, bool alsoGiven)
    {
        var graph = new Graph();
        Value Input(string name, params long[] dims) => graph.NewInput(name, DataType.Float32, Shape.Of(dims));
        var (x, w, support, d) = (Input("x", examples, 288), Input("w", 64, 288), Input("support", examples, 288), Input("d", examples, 64));
        var adapted = w - (0.4 * support.Turned().Times(d).Turned());
        var y = x.Times(adapted.Turned());
        return (new([x, w, support, d], [new("y", y), .. alsoGiven ? [new Output("adapted", adapted)] : Array.Empty<Output>()]), w);
    }

    private static Function Differentiated(Function function)
    {
        var y = function.Outputs[0].Value;
        var gradients = Gradient.Of((y * y).Sum(), function.Inputs);
        return function with { Outputs = [.. function.Inputs.Zip(gradients, (input, gradient) => new Output(input.Name + ".grad", gradient))] };
    }

    private static void AssertSame(Function expected, Function found)
    {
        var random = new Random(1);
        var feeds = expected.Inputs.ToDictionary(i => i.Name, i =>
            new Tensor(i.Type, i.Shape.ToLongs(), [.. Enumerable.Range(0, (int)i.Shape.Size.Known).Select(_ => (2 * random.NextDouble()) - 1)]));
        var (a, b) = (new Interpreter(expected).Run(feeds), new Interpreter(found).Run(feeds));
        foreach (var output in expected.Outputs)
            Assert.All(a[output.Name].Values.Zip(b[output.Name].Values), pair => Assert.Equal(pair.First, pair.Second, 1e-8 * Math.Max(1, Math.Abs(pair.First))));
    }
}
