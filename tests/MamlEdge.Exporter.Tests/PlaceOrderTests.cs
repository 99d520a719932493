using MamlEdge.Bundle;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Exporter.Tests;

/// <summary>The order in which places between two convolutions are stored changes no number.</summary>
public class PlaceOrderTests
{
    [Fact]
    public void Two_convolutions_in_a_row_store_the_places_between_them_in_another_order()
    {
        var (_, ordered) = Functions(Net(Downsampling.Stride, NormalizationKind.Batch));
        Assert.Single(ordered.Reachable(), v => v.Attributes.Ints("rows") is not null);
        Assert.Single(ordered.Reachable(), v => v.Attributes.Ints("places") is not null);
    }

    [Theory]
    [InlineData(NormalizationKind.Batch)]
    [InlineData(NormalizationKind.Layer)]
    [InlineData(NormalizationKind.Instance)]
    public void Pools_find_their_windows_side_by_side_and_gather_nothing(NormalizationKind normalization)
    {
        var (_, ordered) = Functions(Net(Downsampling.MaxPool, normalization));
        Assert.DoesNotContain(ordered.Reachable(), v => v.Op == Pooling.MaxPool);
        var pools = ordered.Reachable().Where(v => v.Op == Patches.Im2Col && v.Attributes.Ints("kernel_shape") is [2, 2]).ToArray();
        Assert.Equal(2, pools.Length);
        foreach (var pool in pools)
        {
            var windows = Windows.From(pool.Attributes);
            var spatial = new Shape(pool.Inputs[0].Shape.Skip(1).Take(2)).ToLongs();
            Assert.All(Patches.Pairs(pool.Attributes, windows, spatial), p => Assert.Equal((p.Position * 4) + p.Tap, p.At));
        }
    }

    [Theory]
    [InlineData(Downsampling.Stride, NormalizationKind.Batch)]
    [InlineData(Downsampling.Stride, NormalizationKind.Layer)]
    [InlineData(Downsampling.MaxPool, NormalizationKind.Batch)]
    [InlineData(Downsampling.MaxPool, NormalizationKind.Layer)]
    [InlineData(Downsampling.MaxPool, NormalizationKind.Instance)]
    public void No_number_changes_with_the_order(Downsampling downsampling, NormalizationKind normalization)
    {
        var (plain, ordered) = Functions(Net(downsampling, normalization));
        var original = Composites.Expand(Net(downsampling, normalization));
        var random = new Random(2);
        var feeds = plain.Inputs.ToDictionary(i => i.Name, i =>
        {
            var dims = i.Shape.Select(d => d.IsKnown ? d.Known : 3).ToArray();
            return new Tensor(i.Type, dims, [.. Enumerable.Range(0, (int)dims.Aggregate(1L, (a, b) => a * b)).Select(_ => random.NextDouble() - 0.5)]);
        });
        var expected = new Interpreter(WithGradient(original)).Run(feeds);
        foreach (var function in new[] { plain, ordered })
        {
            var actual = new Interpreter(WithGradient(function)).Run(feeds);
            foreach (var (name, tensor) in expected)
            {
                for (var i = 0; i < tensor.Values.Length; i++) Assert.Equal(tensor.Values[i], actual[name].Values[i], 1e-9 * (1 + Math.Abs(tensor.Values[i])));
            }
        }
    }

    [Fact]
    public void A_value_that_is_also_used_elsewhere_keeps_its_order()
    {
        var net = Net(Downsampling.Stride, NormalizationKind.Batch);
        var (plain, ordered) = Functions(net with { Outputs = [.. net.Outputs, new("map", net.Reachable().First(v => v.Op == Elementwise.Relu))] });
        Assert.Same(plain, ordered);
    }

    private static Function Net(Downsampling downsampling, NormalizationKind normalization) =>
        new ConvNetSpec(1, 9, 8, 3) { Blocks = 2, Filters = 4, Downsampling = downsampling, Normalization = normalization }.Build(1).Function;

    private static (Function Plain, Function Ordered) Functions(Function function)
    {
        var plain = Simplify.Algebra(ChannelsLast.Run(Simplify.Algebra(Composites.Expand(function))));
        return (plain, PlaceOrder.Run(plain));
    }

    private static Function WithGradient(Function f)
    {
        var y = f.Outputs[0].Value;
        var gradients = Gradient.Of((y * y).Sum(), f.Inputs);
        var second = Gradient.Of((gradients[1] * gradients[1]).Sum(), f.Inputs);
        return f with { Outputs = [.. f.Outputs, .. f.Inputs.SelectMany((input, i) => new[] { new Output("first." + input.Name, gradients[i]), new("second." + input.Name, second[i]) })] };
    }
}
