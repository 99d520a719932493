using System.Runtime.ExceptionServices;
using MamlEdge.Bundle;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Evaluation;

/// <summary>
/// Measures a bundle the way a device uses it: adapts and predicts with MamlEdge.Runtime on held-out tasks, after each
/// number of steps (multiples of the bundle's k).
/// </summary>
public static class BundleEvaluation
{
    /// <summary>Evaluates a loaded bundle.</summary>
    /// <param name="model">The bundle.</param>
    /// <param name="tasks">Tasks of the model's kind.</param>
    /// <param name="options">The protocol.</param>
    /// <param name="progress">Told how many episodes are done.</param>
    /// <param name="cancellation">Ends the evaluation.</param>
    /// <exception cref="ArgumentException">The split has too few classes or examples, or the tasks do not fit the model.</exception>
    public static EvaluationResult Run(
        MetaModel model, ITaskSource tasks, EvaluationOptions options, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentNullException.ThrowIfNull(options);
        tasks.Check(options.Split, options.Shape);
        RequireFit(model.Manifest, tasks, options.Shape);
        var alone = options.NonTransductive && model.Manifest.Normalization == NormalizationKind.Batch;
        var counts = Enumerable.Range(0, options.Steps / model.Manifest.Inner.Steps + 1).Select(run => run * model.Manifest.Inner.Steps).ToArray();
        var together = counts.Select(_ => new double[options.Episodes]).ToArray();
        var singly = counts.Select(_ => new double[options.Episodes]).ToArray();
        var times = new double[options.Episodes];
        var done = 0;
        try
        {
            Parallel.For(0, options.Episodes, Workers(options, cancellation), episode =>
            {
                times[episode] = Episode(model, options.Sample(tasks, episode), counts.Length, alone,
                    (run, all, each) => (together[run][episode], singly[run][episode]) = (all, each), cancellation);
                progress?.Report(Interlocked.Increment(ref done));
            });
        }
        catch (AggregateException errors)
        {
            ExceptionDispatchInfo.Throw(errors.InnerExceptions[0]);
        }

        return new EvaluationResult
        {
            Bundle = model.Manifest.Name,
            Task = tasks.Name,
            Split = options.Split,
            Shape = options.Shape,
            Episodes = options.Episodes,
            Seed = options.Seed,
            Metric = QueryMetric.NameOf(tasks.TargetKind),
            Steps = [.. counts.Select((steps, run) => new StepResult(steps, Estimate.Of(together[run]), alone ? Estimate.Of(singly[run]) : null))],
            AdaptMilliseconds = times.Average(),
        };
    }

    /// <summary>Adapts run by run, each from the state before, and hands the metrics of each on; returns milliseconds a run.</summary>
    private static double Episode(MetaModel model, Episode episode, int runs, bool alone, Action<int, double, double> record, CancellationToken cancellation)
    {
        var query = new Examples(episode.Query.Inputs, episode.Query.InputShape);
        var each = alone ? Singles(episode.Query) : [];
        void Measure(int run, Func<Examples, Predictions> predict) => record(
            run,
            QueryMetric.Of(predict(query).Values, episode.Query),
            alone ? QueryMetric.Of(each.SelectMany(x => predict(x).Values).ToArray(), episode.Query) : 0);

        Measure(0, x => model.Predict(x, cancellation));
        PersonalState? state = null;
        var elapsed = TimeSpan.Zero;
        for (var run = 1; run < runs; run++)
        {
            using var personal = Adapt(model, episode.Support, state, cancellation);
            // A session of its own pays off for many predictions; for one, the session that all states share is faster.
            Measure(run, alone ? x => personal.Predict(x, cancellation) : x => model.Predict(x, personal.State, cancellation));
            (state, elapsed) = (personal.State, elapsed + personal.Report!.Elapsed);
        }

        return elapsed.TotalMilliseconds / Math.Max(1, runs - 1);
    }

    private static PersonalModel Adapt(MetaModel model, ExampleSet support, PersonalState? from, CancellationToken cancellation)
    {
        // The published protocol counts every episode as it comes, also where adaptation made it worse.
        var options = new AdaptOptions { Guard = false };
        var x = new Examples(support.Inputs, support.InputShape);
        return support.Kind == TargetKind.Classes
            ? model.Adapt(x, support.Labels, options, from, cancellation)
            : model.Adapt(x, new Examples(support.Values, support.TargetShape), options, from, cancellation);
    }

    private static Examples[] Singles(ExampleSet query)
    {
        var size = query.Inputs.Length / query.Count;
        return [.. Enumerable.Range(0, query.Count).Select(i => new Examples(query.Inputs.AsMemory(i * size, size), [1, .. query.InputShape[1..]]))];
    }

    private static ParallelOptions Workers(EvaluationOptions options, CancellationToken cancellation) => new()
    {
        MaxDegreeOfParallelism = options.Threads == 0 ? Environment.ProcessorCount : options.Threads,
        CancellationToken = cancellation,
    };

    private static void RequireFit(Manifest manifest, ITaskSource tasks, EpisodeShape shape)
    {
        var classes = manifest.Loss == LossKind.CrossEntropy;
        if (classes != (tasks.TargetKind == TargetKind.Classes))
            throw new ArgumentException($"'{manifest.Name}' learns with the loss {manifest.Loss}, but the task '{tasks.Name}' has {(classes ? "values" : "class labels")} as targets.");
        if (classes && manifest.Output.Shape[^1].Size is { } ways && ways != shape.Ways)
            throw new ArgumentException($"'{manifest.Name}' tells {ways} classes apart, got {shape.Ways} ways. Evaluate with {ways} ways.");
    }
}
