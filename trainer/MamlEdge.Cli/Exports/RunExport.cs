using System.Text.Json;
using MamlEdge.Bundle;
using MamlEdge.Cli.Results;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Cli.Exports;

/// <summary>What goes into the bundle of a training run.</summary>
internal static class RunExport
{
    /// <summary>Reads the run.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="best">Take the checkpoint that validated best instead of the latest.</param>
    /// <param name="evaluation">A file that <c>eval --json</c> wrote; null for no figures.</param>
    /// <param name="command">The command that exports.</param>
    public static BundleContents Contents(string folder, bool best, string? evaluation, string command)
    {
        var trained = TrainedRun.Open(folder, best);
        if (RunFolder.Open(folder).Command is { } started)
            command = $"{started} && {command}";
        var metrics = evaluation is null ? [] : Metrics(evaluation);
        return trained.ToBundle(Name(trained.Description.Settings), command, metrics);
    }

    /// <summary>The name of the task, with ways and shots where it has classes: omniglot-5w1s.</summary>
    private static string Name(TrainingSettings settings) => settings.Inner.Loss == LossKind.CrossEntropy
        ? $"{settings.Task}-{settings.Episode.Ways}w{settings.Episode.Shots}s"
        : $"{settings.Task}-{settings.Episode.Shots}s";

    private static IReadOnlyList<Metric> Metrics(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), ResultJson.Default.EvalResult)?.ToMetrics()
                ?? throw new JsonException("The file holds null.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"'{file}' is not what 'maml-edge eval --json' writes: {error.Message}", error);
        }
    }
}
