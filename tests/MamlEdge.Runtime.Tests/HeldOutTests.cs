using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;
using Xunit;

namespace MamlEdge.Runtime.Tests;

public sealed class HeldOutTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void Leaving_out_each_example_gives_what_adapting_without_it_and_predicting_it_gives()
    {
        using var model = TestBundles.Load("line");
        var (x, t) = Line(count: 6);

        using var personal = model.Adapt(x, t, new AdaptOptions { Steps = 8, HeldOutFolds = 10, SelectSteps = true });

        var found = personal.Report!.HeldOut!;
        var losses = new double[9];
        for (var left = 0; left < 6; left++)
        {
            for (var steps = 0; steps <= 8; steps++)
            {
                var (rest, one) = (Without(x, left), new Examples(x.Values.Slice(2 * left, 2), 1, 2));
                using var adapted = steps == 0 ? null : model.Adapt(rest, Without(t, left), new AdaptOptions { Steps = steps, Guard = false });
                var y = (adapted is null ? model.Predict(one) : adapted.Predict(one)).Values[0];
                losses[steps] += Math.Pow(y - t.Values.Span[left], 2) / 6;
            }
        }

        Assert.Equal((HeldOutMethod.LeaveOneOut, 6, 6, 6), (found.Method, found.Folds, found.PlannedFolds, found.Examples));
        Assert.Equal(Enumerable.Range(0, 9), found.Steps);
        Close.Assert(losses, [.. found.Losses.Select(loss => (float)loss)], 1e-5);
        Assert.Equal(losses.ToList().IndexOf(losses.Min()), found.BestSteps);
        Assert.Equal(found.BestSteps, personal.Report.Steps);
        Assert.Empty(found.Accuracies);
    }

    [Fact]
    public void Where_adaptation_learns_noise_by_heart_the_base_weights_are_kept()
    {
        using var model = ExportedBundles.Load(_temp, new MlpSpec(3, [32], 1), new InnerLoopSpec { Loss = LossKind.Mse, Steps = 50, LearningRate = 0.1 });
        var (x, t) = (TestBundles.Examples(1, 8, 3), TestBundles.Examples(20, 8, 1));
        using var trusting = model.Adapt(x, t);
        Assert.Equal(GuardDecision.Accepted, trusting.Report!.Guard);

        using var personal = model.Adapt(x, t, new AdaptOptions { HeldOutFolds = 8 });

        Assert.Equal(GuardDecision.KeptStartHeldOut, personal.Report!.Guard);
        Assert.True(personal.Report.HeldOut!.Losses[1] > personal.Report.HeldOut.Losses[0]);
        Assert.Contains("kept", personal.Report.GuardReason, StringComparison.Ordinal);
        Assert.Equal(0, personal.State.Origin.Steps);
        Assert.Equal(model.Predict(x).Values, personal.Predict(x).Values);
    }

    [Fact]
    public void Steps_are_the_best_of_the_multiples_and_the_weights_are_those_of_so_many_steps()
    {
        using var model = TestBundles.Load("votes");
        var (x, labels) = Clusters(12);

        using var personal = model.Adapt(x, labels, new AdaptOptions { Steps = 8, HeldOutFolds = 4, SelectSteps = true });

        var found = personal.Report!.HeldOut!;
        Assert.Equal((HeldOutMethod.Folds, 4, 12), (found.Method, found.PlannedFolds, found.Examples));
        Assert.Equal([0, 2, 4, 6, 8], found.Steps);
        // Clearly more right answers, else the lower loss.
        var best = Enumerable.Range(1, 4).Aggregate(0, (best, at) => (12 * (found.Accuracies[at] - found.Accuracies[best])) switch
        {
            > 1.7320508 => at,
            < -1.7320508 => best,
            _ => found.Losses[at] < found.Losses[best] ? at : best,
        });
        Assert.Equal(found.Steps[best], found.BestSteps);
        Assert.True(found.BestSteps > 0);
        using var expected = model.Adapt(x, labels, new AdaptOptions { Steps = found.BestSteps });
        Assert.Equal(expected.State["weight"].Data.ToArray(), personal.State["weight"].Data.ToArray());
    }

    [Fact]
    public void One_example_of_each_class_leaves_none_to_check_by_and_the_report_says_so()
    {
        using var model = TestBundles.Load("votes");

        using var personal = model.Adapt(TestBundles.Examples(3, 3, 4), [0, 1, 2], new AdaptOptions { HeldOutFolds = 10 });

        Assert.Equal(HeldOutMethod.NotPossible, personal.Report!.HeldOut!.Method);
        Assert.Equal(GuardDecision.Accepted, personal.Report.Guard);
        Assert.Contains("No class has an example to spare", personal.Report.GuardReason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_with_one_example_is_never_left_out_and_a_free_number_of_classes_stays_whole()
    {
        var (spec, inner) = ExportedBundles.AnyWays;
        using var model = ExportedBundles.Load(_temp, spec, inner);
        var x = TestBundles.Examples(1, 5, 1, 16, 16);

        using var personal = model.Adapt(x, [0, 0, 1, 1, 2], new AdaptOptions { HeldOutFolds = 10, MeasureAccuracy = true });

        Assert.Equal(4, personal.Report!.HeldOut!.Examples);
        Assert.Equal(Math.Log(3), personal.Report.HeldOut.Losses[0], 1e-5);
        Assert.Equal(1.0 / 3, personal.Report.AccuracyBefore!.Value, 1e-9);
        Assert.NotNull(personal.Report.AccuracyAfter);
    }

    [Fact]
    public void Random_labels_are_not_learned_by_a_head_for_any_number_of_classes()
    {
        var (spec, inner) = ExportedBundles.AnyWays;
        using var model = ExportedBundles.Load(_temp, spec, inner);
        var x = TestBundles.Examples(1, 12, 1, 16, 16);

        using var personal = model.Adapt(x, [.. Enumerable.Range(0, 12).Select(i => (long)(i % 3))], new AdaptOptions { HeldOutFolds = 12 });

        Assert.Equal(1.0 / 3, personal.Report!.HeldOut!.Accuracies[0], 1e-9);
        Assert.Equal(GuardDecision.KeptStartHeldOut, personal.Report.Guard);
        Assert.Equal([12, 3], personal.Predict(x).Shape.ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void One_fold_is_refused(int folds)
    {
        using var model = TestBundles.Load("votes");

        var error = Assert.Throws<InputException>(() => model.Adapt(TestBundles.Examples(3, 3, 4), [0, 1, 2], new AdaptOptions { HeldOutFolds = folds }));

        Assert.Contains("2 or more", error.Message, StringComparison.Ordinal);
        Assert.Throws<InputException>(() => model.Adapt(TestBundles.Examples(3, 3, 4), [0, 1, 2], new AdaptOptions { SelectSteps = true }));
    }

    /// <summary>Points of t = 2 a - b + 1.</summary>
    private static (Examples X, Examples T) Line(int count)
    {
        var x = TestBundles.Numbers(2 * count, 5);
        return (new Examples(x, count, 2), new Examples(Enumerable.Range(0, count).Select(i => (2 * x[2 * i]) - x[(2 * i) + 1] + 1).ToArray(), count, 1));
    }

    /// <summary>Points around three corners, the class being the corner.</summary>
    private static (Examples X, long[] Labels) Clusters(int count)
    {
        var x = TestBundles.Numbers(4 * count, 8);
        for (var i = 0; i < count; i++) x[(4 * i) + (i % 3)] += 1.5f;
        return (new Examples(x, count, 4), [.. Enumerable.Range(0, count).Select(i => (long)(i % 3))]);
    }

    private static Examples Without(Examples all, int left)
    {
        var width = all.Values.Length / (int)all.Count;
        float[] rest = [.. all.Values.Span[..(left * width)], .. all.Values.Span[((left + 1) * width)..]];
        return new(rest, [all.Count - 1, .. all.Shape[1..]]);
    }
}
