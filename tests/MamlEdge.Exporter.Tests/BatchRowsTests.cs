namespace MamlEdge.Exporter.Tests;

/// <summary>Layers over the positions of a sequence are products over all rows, with bias and turned weights inside.</summary>
public class BatchRowsTests
{
    [Fact]
    public void Two_layers_over_positions_and_their_gradients_are_products_of_matrices()
    {
        var graph = new Graph();
        var x = graph.NewInput("x", DataType.Float32, new Shape(Dim.Of("N"), 6, 4));
        Value[] weights = [graph.NewInput("w1", DataType.Float32, Shape.Of(4, 8)), graph.NewInput("w2", DataType.Float32, Shape.Of(8, 3))];
        var bias = graph.NewInput("b", DataType.Float32, Shape.Of(8));
        var loss = (x.Times(weights[0]) + bias).Tanh().Times(weights[1]).Sigmoid().Sum();
        var gradients = Gradient.Of(loss, [.. weights, bias]);
        var function = new Function([x, .. weights, bias], [new("w1.grad", gradients[0]), new("w2.grad", gradients[1]), new("b.grad", gradients[2])]);

        var simplified = Simplify.Run(function);

        Assert.DoesNotContain(simplified.Reachable(), v => v.Op == Products.MatMul || v.Op == Shaping.Transpose);
        // Forward twice, back through the second layer, and one for each weight; the first takes the bias with it.
        Assert.Single(simplified.Reachable(), v => v.Op == Products.Gemm && v.Inputs.Count == 3);
        var random = new Random(1);
        var feeds = function.Inputs.ToDictionary(i => i.Name, i =>
        {
            long[] dims = [.. i.Shape.Select(d => d.IsKnown ? d.Known : 5)];
            return new Tensor(DataType.Float32, dims, [.. Enumerable.Range(0, (int)dims.Aggregate(1L, (a, b) => a * b)).Select(_ => (2 * random.NextDouble()) - 1)]);
        });
        var (expected, found) = (new Interpreter(function).Run(feeds), new Interpreter(simplified).Run(feeds));
        foreach (var output in function.Outputs)
        {
            Assert.Equal(expected[output.Name].Dims, found[output.Name].Dims);
            Assert.All(expected[output.Name].Values.Zip(found[output.Name].Values), pair => Assert.Equal(pair.First, pair.Second, 1e-11));
        }
    }
}
