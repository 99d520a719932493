using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;
using Xunit;

namespace MamlEdge.Runtime.Tests;

public sealed class BudgetTests : IDisposable
{
    private static readonly long[] Labels = [0, 2, 1, 1, 0, 2];
    private readonly TempFolder _temp = new();
    private readonly Examples _x = TestBundles.Examples(3, 6, 4);

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void A_run_that_would_take_too_much_memory_does_not_begin()
    {
        using var model = Exported();
        var cost = model.Manifest.AdaptationCost!;
        var needed = AdaptationMemory.BytesOf(model.Manifest, 6)!.Value;

        using var fits = model.Adapt(_x, Labels, new AdaptOptions { MaxMemoryBytes = needed });
        var error = Assert.Throws<InputException>(() => model.Adapt(_x, Labels, new AdaptOptions { MaxMemoryBytes = needed - 1 }));

        Assert.Equal(needed, fits.Report!.EstimatedBytes);
        Assert.Contains($"{needed} bytes or more, for 6 examples", error.Message, StringComparison.Ordinal);
        Assert.True(needed > cost.BytesOf(6) && cost.BytesPerExample > 0 && cost.FlopsPerExample > 0);
    }

    [Fact]
    public void Every_graph_that_will_be_opened_counts()
    {
        using var model = Exported();
        long Bytes(AdaptOptions options, bool continues = false) => AdaptationMemory.BytesOf(model.Manifest, 6, options, continues)!.Value;
        var (adapt, predicted, further) = (Bytes(new()), Bytes(new() { MeasureAccuracy = true }), Bytes(new() { Steps = 3 }));
        var options = new AdaptOptions { Steps = 3, HeldOutFolds = 2, SelectSteps = true };
        var all = Bytes(options);

        Assert.True(predicted > adapt && further > adapt);
        Assert.InRange(Bytes(new() { Steps = 3, MeasureAccuracy = true }) - (further + predicted - adapt), -2, 2);
        Assert.InRange(all, further + predicted - adapt, 2 * further);
        Assert.True(Bytes(options with { BalanceClasses = true }) > all);
        Assert.Equal(Bytes(new() { Steps = 1 }), Bytes(new(), continues: true));
        Assert.True(Bytes(new() { Steps = 1 }) < further);
        using var fits = model.Adapt(_x, Labels, options with { MaxMemoryBytes = all });
        Assert.Equal(all, fits.Report!.EstimatedBytes);
        Assert.Throws<InputException>(() => model.Adapt(_x, Labels, options with { MaxMemoryBytes = all - 1 }));
    }

    [Fact]
    public void A_limit_of_memory_that_cannot_be_checked_is_refused()
    {
        using var model = TestBundles.Load("votes");

        var error = Assert.Throws<InputException>(() => model.Adapt(_x, Labels, new AdaptOptions { MaxMemoryBytes = 1 << 30 }));

        Assert.Contains("figures of memory in the manifest", error.Message, StringComparison.Ordinal);
        Assert.Contains("maml-edge export", error.Message, StringComparison.Ordinal);
        Assert.Null(AdaptationMemory.BytesOf(model.Manifest, 6));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_deadline_keeps_what_was_reached(bool timerFires)
    {
        var clock = new SteppedTime();
        using var model = TestBundles.Load("votes", new RuntimeOptions { Target = ExecutionTarget.Cpu, TimeProvider = clock });
        // The time is over, or the timer ends it before anybody looks at the time.
        (clock.Step, clock.FiresAfter) = timerFires ? (TimeSpan.Zero, (int?)20) : (TimeSpan.FromMilliseconds(10), null);

        using var personal = model.Adapt(_x, Labels, new AdaptOptions { Steps = 2_000_000, Deadline = TimeSpan.FromMilliseconds(200) });

        var steps = personal.Report!.Steps;
        Assert.True(personal.Report.DeadlineReached);
        Assert.InRange(steps, 2 * model.Manifest.Inner.Steps, 20 * model.Manifest.Inner.Steps);
        Assert.Equal(GuardDecision.Accepted, personal.Report.Guard);
        Assert.Contains($"ended it after {steps} steps", personal.Report.GuardReason, StringComparison.Ordinal);
        using var expected = model.Adapt(_x, Labels, new AdaptOptions { Steps = steps });
        Assert.Equal(expected.State["weight"].Data.ToArray(), personal.State["weight"].Data.ToArray());
    }

    [Fact]
    public void A_deadline_too_short_for_one_run_keeps_the_start()
    {
        using var model = Exported();

        using var personal = model.Adapt(_x, Labels, new AdaptOptions { Deadline = TimeSpan.FromTicks(1), HeldOutFolds = 3, MeasureAccuracy = true });

        Assert.Equal(GuardDecision.KeptStartDeadline, personal.Report!.Guard);
        Assert.True(personal.Report.DeadlineReached);
        Assert.Empty(personal.Report.Losses);
        Assert.Equal((0, 0), (personal.Report.Steps, personal.State.Origin.Steps));
        Assert.Equal(personal.Report.AccuracyBefore, personal.Report.AccuracyAfter);
        Assert.Equal(model.Predict(_x).Values, personal.Predict(_x).Values);
        personal.Save(_temp["kept.state"]);
        using var again = model.Restore(_temp["kept.state"]);
        Assert.Empty(again.State.Origin.SupportLosses);
    }

    [Fact]
    public void A_run_that_cannot_end_in_time_by_the_speed_of_the_one_before_does_not_begin()
    {
        var clock = new SteppedTime();
        using var exported = Exported();
        using var model = MetaModel.Load(_temp["model"], new RuntimeOptions { Target = ExecutionTarget.Cpu, TimeProvider = clock });
        clock.Step = TimeSpan.FromSeconds(1);
        using var first = model.Adapt(_x, Labels);
        clock.Step = TimeSpan.Zero;

        using var second = model.Adapt(_x, Labels, new AdaptOptions { Deadline = TimeSpan.FromSeconds(0.1) });
        using var third = model.Adapt(_x, Labels, new AdaptOptions { Deadline = TimeSpan.FromSeconds(100) });

        Assert.Equal(GuardDecision.Accepted, first.Report!.Guard);
        Assert.Equal(GuardDecision.KeptStartDeadline, second.Report!.Guard);
        Assert.Equal(GuardDecision.Accepted, third.Report!.Guard);
    }

    [Fact]
    public void The_callers_token_goes_before_the_deadline()
    {
        using var model = TestBundles.Load("votes");
        using var source = new CancellationTokenSource(30);

        var error = Assert.ThrowsAny<OperationCanceledException>(() => model.Adapt(
            _x, Labels, new AdaptOptions { Steps = 20_000_000, Deadline = TimeSpan.FromMinutes(10) }, cancellationToken: source.Token));

        Assert.Equal(source.Token, error.CancellationToken);
    }

    [Fact]
    public void Budgets_of_nothing_are_refused()
    {
        using var model = Exported();

        Assert.Throws<InputException>(() => model.Adapt(_x, Labels, new AdaptOptions { Deadline = TimeSpan.Zero }));
        Assert.Throws<InputException>(() => model.Adapt(_x, Labels, new AdaptOptions { MaxMemoryBytes = 0 }));
    }

    private MetaModel Exported() =>
        ExportedBundles.Load(_temp, new MlpSpec(4, [8], 3), new InnerLoopSpec { Loss = LossKind.CrossEntropy, Steps = 2, LearningRate = 0.1 });
}
