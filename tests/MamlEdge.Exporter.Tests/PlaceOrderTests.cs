using MamlEdge.Exporter.Models;

namespace MamlEdge.Exporter.Tests;

/// <summary>The order in which places between two convolutions are stored changes no number.</summary>
public class PlaceOrderTests
{
    [Fact]
    public void Two_convolutions_in_a_row_give_the_same_numbers_with_another_order_of_places()
    {
        var (plain, ordered) = Functions(model => model);
        Assert.Single(ordered.Reachable(), v => v.Attributes.Ints("rows") is not null);
        Assert.Single(ordered.Reachable(), v => v.Attributes.Ints("places") is not null);
        var random = new Random(2);
        var feeds = plain.Inputs.ToDictionary(i => i.Name, i =>
        {
            var dims = i.Shape.Select(d => d.IsKnown ? d.Factor : 3).ToArray();
            return new Tensor(i.Type, dims, [.. Enumerable.Range(0, (int)dims.Aggregate(1L, (a, b) => a * b)).Select(_ => random.NextDouble() - 0.5)]);
        });
        var (expected, actual) = (new Interpreter(WithGradient(plain)).Run(feeds), new Interpreter(WithGradient(ordered)).Run(feeds));
        foreach (var (name, tensor) in expected)
        {
            for (var i = 0; i < tensor.Values.Length; i++) Assert.Equal(tensor.Values[i], actual[name].Values[i], 1e-10);
        }
    }

    [Fact]
    public void A_value_that_is_also_used_elsewhere_keeps_its_order()
    {
        var (plain, ordered) = Functions(f => f with { Outputs = [.. f.Outputs, new("map", f.Reachable().First(v => v.Op == Elementwise.Relu))] });
        Assert.Same(plain, ordered);
    }

    private static (Function Plain, Function Ordered) Functions(Func<Function, Function> change)
    {
        var model = new ConvNetSpec(1, 8, 8, 3) { Blocks = 2, Filters = 4 }.Build(1);
        var function = change(Composites.Expand(model.Function));
        var plain = Simplify.Algebra(ChannelsLast.Run(Simplify.Algebra(function)));
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
