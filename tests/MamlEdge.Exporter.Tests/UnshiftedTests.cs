using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;
using MamlEdge.Exporter.Transforms;

namespace MamlEdge.Exporter.Tests;

/// <summary>Biases of convolutions that a standardisation removes.</summary>
public sealed class UnshiftedTests
{
    [Theory]
    [InlineData(true, 0, 2, 3)]
    [InlineData(true, 2, 3)]
    [InlineData(false, 1, 2, 3)]
    public void A_bias_leaves_where_it_does_not_vary_along_the_axes(bool leaves, params int[] axes)
    {
        var function = Standardized([.. axes.Select(a => (long)a)], alsoResult: false);
        var unshifted = Simplify.Unshifted(function);
        Assert.Equal(!leaves, Takes(unshifted, "b"));
        Assert.True(Takes(unshifted, "x") && Takes(unshifted, "w"));
        var inputs = function.Inputs.ToDictionary(i => i.Name, Values);
        Assert.Equal(new Interpreter(function).Run(inputs)["y"].Values, new Interpreter(unshifted).Run(inputs)["y"].Values, (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void A_bias_stays_where_something_else_takes_the_convolution_too() =>
        Assert.Equal(1, Simplify.Unshifted(Standardized([0, 2, 3], alsoResult: true)).Reachable().Count(v => v.Op == Convolution.Conv && v.Inputs.Count == 3));

    private static Function Standardized(long[] axes, bool alsoResult)
    {
        var graph = new Graph();
        var (x, w, b) = (graph.NewInput("x", DataType.Float32, Shape.Of(2, 1, 4, 4)), graph.NewInput("w", DataType.Float32, Shape.Of(3, 1, 3, 3)), graph.NewInput("b", DataType.Float32, Shape.Of(3)));
        var convolution = graph.Add(Convolution.Conv, [x, w, b], new Windows([3, 3], [1, 1], [1, 1], [1, 1, 1, 1]).ToAttributes());
        var y = new Output("y", Normalization.Standardize(convolution, axes, 1e-5));
        return new([x, w, b], alsoResult ? [y, new("convolution", convolution)] : [y]);
    }

    private static bool Takes(Function function, string input) => function.Reachable().Any(v => v.Op == Leaves.Input && v.Name == input);

    private static Tensor Values(Value input)
    {
        var dims = input.Shape.ToLongs();
        return new(DataType.Float32, dims, [.. Enumerable.Range(0, (int)Tensor.Count(dims)).Select(i => Math.Sin((i * i) + input.Name[0]))]);
    }
}
