using MamlEdge.Exporter.Models;
using Xunit;

namespace MamlEdge.Runtime.Tests;

public sealed class SupportSetTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void A_class_is_added_by_its_name_and_the_state_keeps_the_names()
    {
        var (spec, inner) = ExportedBundles.AnyWays;
        using var model = ExportedBundles.Load(_temp, spec, inner);
        var (cups, plates, forks) = (Picture(1), Picture(2), Picture(3));
        var support = new SupportSet().With("cup", cups).With("plate", plates);
        using var two = model.Adapt(support);

        // In another order than the numbers have.
        using var three = model.Adapt(new SupportSet().With("fork", forks).With("plate", plates).With("cup", cups), from: two.State);
        three.Save(_temp["three.state"]);
        using var again = model.Restore(_temp["three.state"]);

        Assert.Equal(["cup", "plate"], two.State.Origin.Classes);
        Assert.Equal(["cup", "plate", "fork"], again.State.Origin.Classes);
        foreach (var (name, x) in new[] { ("cup", cups), ("plate", plates), ("fork", forks) })
            Assert.Equal(name, again.Predict(x).Top(1)[0].Label);
        Assert.Equal(["cup", "plate", "fork"], model.Predict(cups, again.State).Labels);
        using var numbered = model.Adapt(cups, [0, 0], from: again.State);
        Assert.Equal(again.State.Origin.Classes, numbered.State.Origin.Classes);
        Assert.Empty(three.Report!.ClassesWithoutExamples);
        Assert.Equal([1, 2], numbered.Report!.ClassesWithoutExamples);
    }

    [Fact]
    public void A_fixed_number_of_classes_takes_so_many_names()
    {
        using var model = TestBundles.Load("votes");
        SupportSet Named(params string[] names) => names.Aggregate(new SupportSet(), (set, name) => set.With(name, TestBundles.Examples((uint)name.Length, 1, 4)));

        using var personal = model.Adapt(Named("a", "bb", "ccc"));
        using var numbered = model.Adapt(TestBundles.Examples(1, 1, 4), [0]);

        Assert.Equal(["a", "bb", "ccc"], personal.State.Origin.Classes);
        Assert.Contains("3 classes", Refused(() => model.Adapt(Named("a", "bb", "ccc", "dddd"))), StringComparison.Ordinal);
        Assert.Contains("whose classes have names", Refused(() => model.Adapt(Named("a"), from: numbered.State)), StringComparison.Ordinal);
        Assert.Contains("at least one example", Refused(() => model.Adapt(new SupportSet())), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_the_manifest_are_the_only_ones_where_it_has_some()
    {
        var spec = new MlpSpec(4, [8], 3);
        var inner = ExportedBundles.AnyWays.Inner with { Adapt = ["*"] };
        using var model = ExportedBundles.Load(_temp, spec, inner, "named", ExportedBundles.Contents(spec, inner) with { Labels = ["sit", "stand", "walk"] });
        var x = TestBundles.Examples(1, 1, 4);

        using var personal = model.Adapt(new SupportSet().With("walk", x));

        Assert.Equal("walk", personal.Predict(x).Top(3)[0].Label);
        Assert.Equal(["sit", "stand", "walk"], model.Predict(x).Labels);
        Assert.Contains("sit, stand, walk", Refused(() => model.Adapt(new SupportSet().With("run", x))), StringComparison.Ordinal);
    }

    [Fact]
    public void Examples_of_other_shapes_are_named()
    {
        using var model = TestBundles.Load("votes");

        var error = Refused(() => model.Adapt(new SupportSet().With("a", TestBundles.Examples(1, 2, 4)).With("b", TestBundles.Examples(1, 2, 5))));

        Assert.Contains("'b'", error, StringComparison.Ordinal);
    }

    private static Examples Picture(uint seed) => TestBundles.Examples(seed, 2, 1, 16, 16);

    private static string Refused(Func<object> action) => Assert.Throws<InputException>(action).Message;
}
