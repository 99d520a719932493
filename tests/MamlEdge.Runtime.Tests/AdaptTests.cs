using MamlEdge.Bundle;
using Xunit;

namespace MamlEdge.Runtime.Tests;

public sealed class AdaptTests
{
    private static readonly long[] Labels = [0, 2, 1, 1, 0, 2];

    [Fact]
    public void A_regression_takes_the_step_that_the_formula_says()
    {
        using var model = TestBundles.Load("line");
        var (x, t) = (TestBundles.Examples(1, 7, 2), TestBundles.Examples(2, 7, 1));

        using var personal = model.Adapt(x, t);

        var (expected, losses) = Line(x, t, steps: 1);
        Close.Assert(expected.W, personal.State["weight"].AsFloats(), 1e-6);
        Close.Assert(expected.B, personal.State["bias"].AsFloats(), 1e-6);
        Close.Assert(losses, personal.Report!.Losses.ToArray(), 1e-6);
        Assert.Equal(GuardDecision.Accepted, personal.Report.Guard);
        Assert.Equal(1, personal.State.Origin.Steps);
    }

    [Theory]
    [InlineData(null, 2)]
    [InlineData(2, 2)]
    [InlineData(6, 6)]
    public void A_classifier_takes_as_many_steps_as_asked_for(int? asked, int steps)
    {
        using var model = TestBundles.Load("votes");
        var x = TestBundles.Examples(3, 6, 4);

        using var personal = model.Adapt(x, Labels, new AdaptOptions { Steps = asked });

        var (expected, losses) = Votes(x, Labels, steps);
        Close.Assert(expected.W, personal.State["weight"].AsFloats(), 1e-6);
        Close.Assert(expected.B, personal.State["bias"].AsFloats(), 1e-6);
        Close.Assert(losses, personal.Report!.Losses.ToArray(), 1e-6);
        Assert.Equal(steps, personal.Report.Steps);
        Assert.Equal(steps, personal.State.Origin.Steps);
        Assert.Equal(["bias", "weight"], personal.State.Parameters.Select(p => p.Key));
    }

    [Fact]
    public void Continuing_from_a_state_gives_what_more_steps_at_once_give()
    {
        using var model = TestBundles.Load("votes");
        var x = TestBundles.Examples(3, 6, 4);
        using var once = model.Adapt(x, Labels, new AdaptOptions { Steps = 6 });
        using var first = model.Adapt(x, Labels);

        using var second = model.Adapt(x, Labels, new AdaptOptions { Steps = 4 }, from: first.State);

        Assert.Equal(once.State["weight"].Data.ToArray(), second.State["weight"].Data.ToArray());
        Assert.Equal(6, second.State.Origin.Steps);
        Assert.Equal(4, second.Report!.Steps);
        Assert.Equal(first.State.Sha256, second.State.Origin.ParentSha256);
        Assert.Null(first.State.Origin.ParentSha256);
        Assert.Equal(first.Report!.Losses[^1], second.Report.Losses[0]);
    }

    [Fact]
    public void The_same_support_set_gives_the_same_bits()
    {
        using var model = TestBundles.Load("filter");
        var (x, t) = (TestBundles.Examples(1, 5, 4, 8, 8), TestBundles.Examples(2, 5, 16));
        using var first = model.Adapt(x, t);
        using var second = model.Adapt(x, t);

        Assert.Equal(first.State["weight"].Data.ToArray(), second.State["weight"].Data.ToArray());
    }

    [Fact]
    public void A_loaded_model_does_not_look_at_its_files_again()
    {
        using var temp = new TempFolder();
        var folder = temp.CopyOf("votes");
        using var model = MetaModel.Load(folder);
        Directory.Delete(folder, recursive: true);
        var x = TestBundles.Examples(3, 6, 4);

        using var personal = model.Adapt(x, Labels, new AdaptOptions { Steps = 4 });
        using var prepared = TestBundles.Load("votes");
        prepared.Prepare();
        using var expected = prepared.Adapt(x, Labels, new AdaptOptions { Steps = 4 });
        expected.Prepare();

        Assert.Equal(expected.Predict(x).Values, personal.Predict(x).Values);
    }

    [Fact]
    public void The_clock_is_the_callers()
    {
        var time = new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);
        using var model = TestBundles.Load("line", new RuntimeOptions
        {
            Target = ExecutionTarget.Cpu,
            TimeProvider = new FixedTime(time),
        });

        using var personal = model.Adapt(TestBundles.Examples(1, 3, 2), TestBundles.Examples(2, 3, 1));

        Assert.Equal(time, personal.State.Origin.CreatedAt);
        Assert.Equal(TimeSpan.Zero, personal.Report!.Elapsed);
    }

    [Fact]
    public void Concurrent_adaptations_do_not_disturb_each_other()
    {
        using var model = TestBundles.Load("votes");
        var expected = Enumerable.Range(0, 32).Select(seed =>
        {
            using var personal = model.Adapt(TestBundles.Examples((uint)seed, 6, 4), Labels);
            return personal.State["weight"].ToFloats();
        }).ToList();

        Parallel.For(0, 32, seed =>
        {
            using var personal = model.Adapt(TestBundles.Examples((uint)seed, 6, 4), Labels);
            Assert.Equal(expected[seed], personal.State["weight"].ToFloats());
        });
    }

    [Fact]
    public void A_cancelled_token_ends_an_adaptation_and_leaves_the_model_its_personal_models_and_the_state_to_continue_from_as_they_were()
    {
        using var model = TestBundles.Load("votes");
        var x = TestBundles.Examples(3, 6, 4);
        using var older = model.Adapt(x, Labels);
        using var bound = model.Serve(_ => older.State);
        var (state, sha256) = (older.State["weight"].Data.ToArray(), older.State.Sha256);
        float[][] Answers() => [model.Predict(x).Values, older.Predict(x).Values, bound.Predict("older", x).Values, model.Predict(x, older.State).Values];
        var before = Answers();
        using var early = new CancellationTokenSource();
        early.Cancel();

        Assert.Throws<OperationCanceledException>(() => model.Adapt(x, Labels, cancellationToken: early.Token));
        foreach (var from in new[] { null, older.State })
        {
            using var late = new CancellationTokenSource(30);
            var error = Assert.ThrowsAny<OperationCanceledException>(() => model.Adapt(x, Labels, new AdaptOptions { Steps = 2_000_000 }, from, late.Token));
            Assert.Equal(late.Token, error.CancellationToken);
        }

        Assert.Equal(before, Answers());
        Assert.Equal(state, older.State["weight"].Data.ToArray());
        Assert.Equal(sha256, new PersonalState(older.State.Origin, older.State.Parameters).Sha256);
        using var again = model.Adapt(x, Labels);
        using var further = model.Adapt(x, Labels, from: older.State);
        Assert.Equal(state, again.State["weight"].Data.ToArray());
        Assert.Equal(sha256, further.State.Origin.ParentSha256);
    }

    private static ((double[] W, double[] B) Weights, List<double> Losses) Line(Examples x, Examples t, int steps)
    {
        var theta = TestBundles.Theta("line");
        return Train(theta, Reference.Doubles(x.Values.Span), y => Reference.Mse(y, Reference.Doubles(t.Values.Span)), steps, 0.125);
    }

    private static ((double[] W, double[] B) Weights, List<double> Losses) Votes(Examples x, long[] labels, int steps)
    {
        var theta = TestBundles.Theta("votes");
        var scale = theta["scale"].ToDoubles();
        double[] scaled = [.. Reference.Doubles(x.Values.Span).Select((value, at) => value * scale[at % scale.Length])];
        return Train(theta, scaled, y => Reference.CrossEntropy(y, labels), steps, 0.5);
    }

    private static ((double[] W, double[] B) Weights, List<double> Losses) Train(
        SafetensorsFile theta, double[] x, Func<double[], (double Loss, double[] Dy)> loss, int steps, double rate)
    {
        var (w, b) = (theta["weight"].ToDoubles(), theta["bias"].ToDoubles());
        var losses = new List<double>();
        for (var step = 0; step < steps; step++)
        {
            var (before, dy) = loss(Reference.Affine(x, w, b));
            losses.Add(before);
            (w, b) = Reference.Step(x, w, b, dy, rate);
        }

        losses.Add(loss(Reference.Affine(x, w, b)).Loss);
        return ((w, b), losses);
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;

        public override long GetTimestamp() => 0;
    }
}
