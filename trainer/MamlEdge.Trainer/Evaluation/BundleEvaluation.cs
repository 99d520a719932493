using System.Runtime.ExceptionServices;
using MamlEdge.Bundle;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Evaluation;

/// <summary>
/// Measures a bundle the way a device uses it: adapts and predicts with MamlEdge.Runtime on held-out tasks, after each
/// number of steps that it can reach.
/// </summary>
public static class BundleEvaluation
{
    /// <summary>Evaluates a loaded bundle.</summary>
    /// <param name="model">The bundle.</param>
    /// <param name="tasks">Tasks of the model's kind.</param>
    /// <param name="options">The protocol.</param>
    /// <param name="progress">Told how many episodes are done.</param>
    /// <param name="cancellation">Ends the evaluation.</param>
    /// <exception cref="ArgumentException">The split has too few classes or examples, or tasks or steps do not fit the model, or it was trained on a class of the split.</exception>
    public static EvaluationResult Run(
        MetaModel model, ITaskSource tasks, EvaluationOptions options, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        Check(model, tasks, options);
        var (manifest, stride) = (model.Manifest, model.Manifest.Inner.Stride);
        var (points, figurePoint) = (options.Steps / stride, FigurePoint(manifest, options));
        var dependsOnBatch = DependsOnBatch(manifest);
        var measurement = new EpisodeMeasurement(model, points, figurePoint, options.NonTransductive && dependsOnBatch, cancellation);
        var scores = Measure(measurement, tasks, options, progress, cancellation);

        // Where a prediction cannot depend on other queries, each alone gives the same: one pass serves both columns.
        var together = scores.Select(s => s.Together).ToArray();
        ModeScores[]? alone = !options.NonTransductive ? null : dependsOnBatch ? [.. scores.Select(s => s.Alone!)] : together;
        StepResult[] Curve(Range episodes) => [.. Enumerable.Range(0, points + 1).Select(point => Step(point, together[episodes], alone?[episodes]))];
        StepResult Step(int point, ModeScores[] together, ModeScores[]? alone) => new(
            point * stride, Estimate.Of(Metric(together, point)), alone is null ? null : Estimate.Of(Metric(alone, point)))
        {
            Change = point == 0 ? null : Estimate.OfDifference(Metric(together, point), Metric(together, 0)),
            ChangeAlone = point == 0 || alone is null ? null : Estimate.OfDifference(Metric(alone, point), Metric(alone, 0)),
        };
        Outcomes At(ModeScores[] mode) => Outcomes.Of(
            Metric(mode, 0), Metric(mode, figurePoint), [.. mode.SelectMany(s => s.Answers)], tasks.TargetKind != TargetKind.Values, manifest.Labels);
        return new EvaluationResult
        {
            Bundle = manifest.Name,
            Task = tasks.Name,
            Split = options.Split,
            Shape = options.Shape,
            Episodes = options.TotalEpisodes,
            Metric = QueryMetric.NameOf(tasks.TargetKind),
            Steps = Curve(..),
            Seeds = [.. options.Seeds.Select((seed, i) => new SeedResult(seed, Curve((i * options.Episodes)..((i + 1) * options.Episodes))))],
            FigureSteps = figurePoint * stride,
            Together = At(together),
            Alone = alone is null ? null : At(alone),
            DependsOnBatch = dependsOnBatch,
            AdaptMilliseconds = scores.Average(s => s.Milliseconds),
        };
    }

    /// <summary>Checks that a bundle can be evaluated, which takes no time.</summary>
    /// <exception cref="ArgumentException">The split has too few classes or examples, or tasks or steps do not fit the model, or it was trained on a class of the split.</exception>
    public static void Check(MetaModel model, ITaskSource tasks, EvaluationOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentNullException.ThrowIfNull(options);
        tasks.Check(options.Split, options.Shape);
        BundleFit.RequireFit(model.Manifest, tasks, options.Shape);
        BundleFit.RequireUnseen(model.Manifest, tasks, options.Split);
        FigurePoint(model.Manifest, options);
    }

    /// <summary>Whether a prediction may depend on the examples that are predicted with it; a foreign model, of which nothing is known, may.</summary>
    public static bool DependsOnBatch(Manifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return manifest.Normalization is NormalizationKind.Batch or NormalizationKind.Unknown;
    }

    /// <summary>The metric of each episode after a number of runs of the adaptation graph.</summary>
    private static double[] Metric(ModeScores[] episodes, int point) => [.. episodes.Select(s => s.Metric[point])];

    private static EpisodeScores[] Measure(
        EpisodeMeasurement measurement, ITaskSource tasks, EvaluationOptions options, IProgress<int>? progress, CancellationToken cancellation)
    {
        var scores = new EpisodeScores[options.TotalEpisodes];
        var workers = new ParallelOptions { MaxDegreeOfParallelism = options.Threads == 0 ? Environment.ProcessorCount : options.Threads, CancellationToken = cancellation };
        var done = 0;
        try
        {
            Parallel.For(0, scores.Length, workers, episode =>
            {
                scores[episode] = measurement.Measure(options.Sample(tasks, episode));
                progress?.Report(Interlocked.Increment(ref done));
            });
        }
        catch (AggregateException errors)
        {
            ExceptionDispatchInfo.Throw(errors.InnerExceptions[0]);
        }

        return scores;
    }

    private static int FigurePoint(Manifest manifest, EvaluationOptions options)
    {
        var stride = manifest.Inner.Stride;
        if (options.Steps > 0 && options.Steps < stride)
            throw new ArgumentException($"'{manifest.Name}' takes {stride} steps in one run of its graph, so that {options.Steps} cannot be reached. "
                + $"Ask for {stride} or more, or for 0, the model before adaptation (--steps).");
        var steps = options.FigureSteps ?? Math.Min(manifest.Inner.Steps, options.Steps / stride * stride);
        return steps % stride == 0 && steps <= options.Steps
            ? steps / stride
            : throw new ArgumentException($"'{manifest.Name}' takes {stride} steps in one run of its graph: figures can be taken after a multiple of {stride} up to {options.Steps}, got {steps}.");
    }
}
