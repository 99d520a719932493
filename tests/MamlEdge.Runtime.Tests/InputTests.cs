using MamlEdge.Bundle;
using Xunit;

namespace MamlEdge.Runtime.Tests;

public sealed class InputTests : IDisposable
{
    private readonly MetaModel _votes = TestBundles.Load("votes");
    private readonly MetaModel _line = TestBundles.Load("line");

    public void Dispose()
    {
        _votes.Dispose();
        _line.Dispose();
    }

    [Fact]
    public void An_empty_support_set_is_refused() =>
        Refused("at least one example", () => _votes.Adapt(TestBundles.Examples(1, 0, 4), []));

    [Theory]
    [InlineData(3, "0 to 2, got 3")]
    [InlineData(-1, "0 to 2, got -1")]
    public void A_label_out_of_range_is_refused(long label, string reason) =>
        Refused(reason, () => _votes.Adapt(TestBundles.Examples(1, 2, 4), [0, label]));

    [Fact]
    public void Labels_must_be_as_many_as_examples() =>
        Refused("2, for 2 examples, got 3", () => _votes.Adapt(TestBundles.Examples(1, 2, 4), [0, 1, 2]));

    [Fact]
    public void A_wrong_shape_is_refused_with_the_right_one()
    {
        Refused("expected shape [N, 4], got [2, 5]", () => _votes.Adapt(TestBundles.Examples(1, 2, 5), [0, 1]));
        Refused("expected shape [N, 4], got [4]", () => _votes.Predict(TestBundles.Examples(1, 4)));
        Refused("expected shape [N, 4], got [1, 2, 4]", () => _votes.Predict(TestBundles.Examples(1, 1, 2, 4)));
        Refused("expected shape [S, 1], got [2, 2]", () => _line.Adapt(TestBundles.Examples(1, 2, 2), TestBundles.Examples(1, 2, 2)));
        Refused("2, one for each example, got 3", () => _line.Adapt(TestBundles.Examples(1, 2, 2), TestBundles.Examples(1, 3, 1)));
        Refused("as many values as shape [2, 4] has, got 7", () => new Examples(new float[7], 2, 4));
        Refused("as many values", () => new Examples(new float[7], long.MaxValue, long.MaxValue));
        Refused("expected shape [N, 4]", () => _votes.Adapt(default, [0]));
    }

    [Fact]
    public void Labels_for_a_regression_and_targets_for_a_classifier_are_refused()
    {
        Refused("no classifier", () => _line.Adapt(TestBundles.Examples(1, 2, 2), [0, 1]));
        Refused("is a classifier", () => _votes.Adapt(TestBundles.Examples(1, 2, 4), TestBundles.Examples(1, 2, 1)));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_number_that_is_not_finite_is_refused_with_its_place(float bad)
    {
        var values = TestBundles.Numbers(8, 1);
        values[6] = bad;
        var x = new Examples(values, 2, 4);
        var t = new Examples(new[] { 1, bad }, 2, 1);

        Refused("Support x, example 1, value 2", () => _votes.Adapt(x, [0, 1]));
        Refused("x, example 1, value 2", () => _votes.Predict(x));
        Refused("Support targets, example 1, value 0", () => _line.Adapt(TestBundles.Examples(1, 2, 2), t));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(-2)]
    public void Steps_that_are_no_multiple_of_the_bundles_are_refused(int steps) => Refused(
        "a multiple of 2", () => _votes.Adapt(TestBundles.Examples(1, 2, 4), [0, 1], new AdaptOptions { Steps = steps }));

    [Fact]
    public void A_span_of_the_wrong_length_is_refused()
    {
        var x = TestBundles.Numbers(8, 1);

        Refused("room for 6 values of shape [2, 3], got 5", () => _votes.Predict(x, [2, 4], new float[5]));
        Refused("as many values as shape [3, 4] has, got 8", () => _votes.Predict(x, [3, 4], new float[9]));
        _votes.Predict(x, [2, 4], new float[6]);
    }

    private static void Refused(string reason, Action action) =>
        Assert.Contains(reason, Assert.Throws<InputException>(action).Message, StringComparison.Ordinal);

    private static void Refused(string reason, Func<object> action) =>
        Assert.Contains(reason, Assert.Throws<InputException>(action).Message, StringComparison.Ordinal);
}
