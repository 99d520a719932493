using System.Globalization;
using MamlEdge.Bundle;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Algorithms;
using MamlEdge.Trainer.Optimizers;
using MamlEdge.Trainer.Reports;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Cli.Reporting;

/// <summary>Training settings as reports show them.</summary>
internal static class SettingsRows
{
    /// <summary>What the rows for people tell already, or what follows from the task.</summary>
    private static readonly string[] Told =
    [
        "task", "tensorBoard", "algorithm", "iterations", "metaBatch", "outerOptimizer", "outerRate", "clip", "seed", "startFrom", "episode.ways", "episode.shots", "episode.queries",
        "model.inputs", "model.axes", "model.hidden", "model.activation", "model.channels", "model.height", "model.width", "model.outputs", "model.blocks", "model.filters", "model.sequence",
        "model.normalization", "inner.loss", "inner.steps", "inner.evaluationSteps", "inner.learningRate", "inner.learnRates", "inner.minibatch", "inner.momentum", "inner.perStep",
    ];

    /// <summary>The settings that every run has, in words, then every other one that is not as by default, by its name in run.json.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="seconds">How long training took; 0 leaves the row out.</param>
    public static IReadOnlyList<ReportRow> Of(TrainingSettings settings, double seconds)
    {
        var rows = new List<ReportRow>
        {
            new("Algorithm", MetaAlgorithm.Named(settings.Algorithm).Title),
            new("Task", Task(settings)),
            new("Model", Model(settings.Model)),
            new("Inner loop", Inner(settings.Inner)),
            new("Outer loop", $"{(settings.OuterOptimizer == OuterOptimizer.Adam ? "Adam" : "gradient descent")}, {Rate(settings.OuterRate)}, "
                + $"{Quantities.Of(settings.MetaBatch, "task")} an iteration{Clip(settings.Clip)}"),
            new("Iterations", Quantities.Count(settings.Iterations)),
            new("Seed", settings.Seed.ToString(CultureInfo.InvariantCulture)),
        };
        if (settings.StartFrom is { } start) rows.Add(new("Starts from", Path.GetFileName(start)));
        rows.AddRange(settings.NotAsByDefault().Where(s => !Told.Contains(s.Key) && !s.Key.StartsWith("outerRate.", StringComparison.Ordinal) && !s.Key.StartsWith("clip.", StringComparison.Ordinal))
            .Select(s => new ReportRow(s.Key, Path.IsPathRooted(s.Value) ? Path.GetFileName(Path.TrimEndingDirectorySeparator(s.Value)) : s.Value)));
        if (seconds > 0)
            rows.Add(new("Training time", Quantities.Duration(TimeSpan.FromSeconds(seconds))));
        return rows;
    }

    private static string Task(TrainingSettings settings)
    {
        var (ways, shots, queries) = (settings.Episode.Ways, settings.Episode.Shots, settings.Episode.Queries);
        return settings.Inner.Loss == LossKind.CrossEntropy
            ? $"{settings.Task}, {ways}-way {shots}-shot, {queries} to query in each class"
            : $"{settings.Task}, {Quantities.Of(shots, "support example")}, {queries} to query";
    }

    private static string Model(ModelSpec model) => model switch
    {
        MlpSpec mlp => $"perceptron {string.Join('-', mlp.Hidden.Prepend(mlp.Inputs).Append(mlp.Outputs))}, {mlp.Activation.ToString().ToLowerInvariant()}",
        ConvNetSpec net => $"{Quantities.Of(net.Blocks, "block")} of {net.Filters} {(net.Sequence ? "filters of 3" : "3x3 filters")}, {net.Normalization.ToString().ToLowerInvariant()} normalisation",
        var other => other.ToString()!,
    };

    private static string Inner(InnerSettings inner)
    {
        var rate = inner.LearnRates ? $"learned rates from {Number(inner.LearningRate)}" : $"rate {Number(inner.LearningRate)}";
        var steps = inner.Steps == inner.EvaluationSteps
            ? Quantities.Of(inner.Steps, "step")
            : $"{Quantities.Of(inner.Steps, "step")} in training, {inner.EvaluationSteps} shipped";
        var examples = inner.Minibatch is { } size ? $" of {Quantities.Of(size, "example")}" : "";
        return $"{steps}{examples}, {rate}{(inner.Momentum > 0 ? $", momentum {Number(inner.Momentum)}" : "")}{PerStep(inner.PerStep)}";
    }

    private static string PerStep(PerStepNormalization part) => part switch
    {
        PerStepNormalization.Statistics => ", statistics per step",
        PerStepNormalization.All => ", normalisation per step",
        _ => "",
    };

    private static string Rate(RateSchedule schedule) => schedule switch
    {
        CosineSchedule cosine => $"rate {Number(cosine.Start)} falling to {Number(cosine.End)}",
        _ => $"rate {Number(schedule.At(0, 1))}",
    };

    private static string Clip(GradientClip? clip) =>
        (clip?.Norm is { } norm ? $", norm at most {Number(norm)}" : "") + (clip?.Value is { } value ? $", entries at most {Number(value)}" : "");

    private static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
