namespace MamlEdge.Exporter.Tests;

/// <summary>Standardisation of data times weights through the moments of the data: same numbers, applied only where it pays.</summary>
public class DataMomentsTests
{
    [Fact]
    public void The_rewritten_function_and_its_gradients_give_the_same_numbers()
    {
        var plain = Standardized(rows: 12, width: 3, columns: 5);
        var rewritten = DataMoments.Run(plain);
        Assert.Contains(plain.Reachable(), v => v.Op == Statistics.Standardize);
        Assert.DoesNotContain(rewritten.Reachable(), v => v.Op == Statistics.Standardize);
        var random = new Random(5);
        var feeds = plain.Inputs.ToDictionary(i => i.Name, i => new Tensor(i.Type, i.Shape.ToLongs(), [.. Enumerable.Range(0, (int)i.Shape.Size.Known).Select(_ => random.NextDouble() + 2)]));
        var (expected, actual) = (new Interpreter(WithGradient(plain)).Run(feeds), new Interpreter(WithGradient(rewritten)).Run(feeds));
        foreach (var (name, tensor) in expected)
        {
            for (var i = 0; i < tensor.Values.Length; i++) Assert.Equal(tensor.Values[i], actual[name].Values[i], 1e-9);
        }
    }

    [Theory]
    [InlineData(6, 5, false)]
    [InlineData(3, 5, true)]
    public void It_leaves_alone_what_is_wider_than_the_weights_or_depends_on_parameters(int width, int columns, bool learned)
    {
        var function = Standardized(rows: 12, width, columns, learned);
        Assert.Same(function, DataMoments.Run(function));
    }

    private static Function Standardized(int rows, int width, int columns, bool learned = false)
    {
        var graph = new Graph();
        var x = graph.NewInput("x", DataType.Float64, Shape.Of(rows, width));
        var w = graph.NewInput("w", DataType.Float64, Shape.Of(width, columns));
        var data = learned ? x * w.Sum() : x;
        return new([x, w], [new("y", Normalization.Standardize(data.Times(w), [0], 1e-3))]);
    }

    private static Function WithGradient(Function f)
    {
        var (w, y) = (f.Inputs[1], f.Outputs[0].Value);
        var gradient = Gradient.Of((y * y * y).Sum(), [w])[0];
        return new(f.Inputs, [.. f.Outputs, new("gradient", gradient), new("second", Gradient.Of((gradient * gradient).Sum(), [w])[0])]);
    }
}
