using Xunit;

namespace MamlEdge.Runtime.Tests;

public sealed class GuardTests
{
    // With inputs this large a step of rate 0.125 overshoots: the loss grows by a factor each step.
    private static readonly Examples Large = new(new float[] { 9, -8, 7, 9, -9, 8 }, 3, 2);
    private static readonly Examples Targets = new(new float[] { 1, 2, 3 }, 3, 1);

    [Fact]
    public void Where_the_loss_rose_the_base_weights_are_kept_and_the_report_says_so()
    {
        using var model = TestBundles.Load("line");

        using var personal = model.Adapt(Large, Targets);

        Assert.Equal(GuardDecision.KeptStartWorse, personal.Report!.Guard);
        Assert.True(personal.Report.Losses[1] > personal.Report.Losses[0]);
        Assert.Contains("rose", personal.Report.GuardReason, StringComparison.Ordinal);
        Assert.Equal(TestBundles.Theta("line")["weight"].ToFloats(), personal.State["weight"].ToFloats());
        Assert.Equal(0, personal.State.Origin.Steps);
        Assert.Equal(model.Predict(Large).Values, personal.Predict(Large).Values);
    }

    [Fact]
    public void Where_the_loss_rose_the_state_that_it_continued_from_is_kept()
    {
        using var model = TestBundles.Load("line");
        using var good = model.Adapt(TestBundles.Examples(1, 5, 2), TestBundles.Examples(2, 5, 1));

        using var personal = model.Adapt(Large, Targets, from: good.State);

        Assert.Equal(GuardDecision.KeptStartWorse, personal.Report!.Guard);
        Assert.Same(good.State, personal.State);
    }

    [Fact]
    public void Where_the_loss_is_not_finite_the_base_weights_are_kept()
    {
        using var model = TestBundles.Load("line");

        using var personal = model.Adapt(Large, Targets, new AdaptOptions { Steps = 60 });

        Assert.Equal(GuardDecision.KeptStartNotFinite, personal.Report!.Guard);
        Assert.Equal(TestBundles.Theta("line")["bias"].ToFloats(), personal.State["bias"].ToFloats());
    }

    [Fact]
    public void Without_the_guard_the_weights_are_what_adaptation_gave()
    {
        using var model = TestBundles.Load("line");

        using var personal = model.Adapt(Large, Targets, new AdaptOptions { Guard = false });

        Assert.Equal(GuardDecision.Off, personal.Report!.Guard);
        Assert.NotEqual(TestBundles.Theta("line")["weight"].ToFloats(), personal.State["weight"].ToFloats());
        Assert.Equal(1, personal.State.Origin.Steps);
    }
}
