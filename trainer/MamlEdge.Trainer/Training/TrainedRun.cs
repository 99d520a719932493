using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Algorithms;
using MamlEdge.Trainer.Engines;

namespace MamlEdge.Trainer.Training;

/// <summary>What a run has learned, ready to be evaluated and shipped.</summary>
public sealed record TrainedRun
{
    /// <summary>Settings and version of the run.</summary>
    public required RunDescription Description { get; init; }

    /// <summary>Which checkpoint the parameters are from: <c>latest</c>, or <c>best</c> by validation.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>Meta-iterations behind the parameters.</summary>
    public required long Iteration { get; init; }

    /// <summary>The model with its meta-learned parameters.</summary>
    public required ForwardModel Model { get; init; }

    /// <summary>The inner loop to ship: the settings' evaluation steps, and the learned rates where there are any.</summary>
    public required InnerLoopSpec Inner { get; init; }

    /// <summary>Opens what a run has learned.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="best">Take the checkpoint with the best validation result instead of the latest.</param>
    /// <exception cref="TrainingException">There is no run, or no such checkpoint yet.</exception>
    /// <exception cref="BundleException">The checkpoint is damaged.</exception>
    public static TrainedRun Open(string folder, bool best = false)
    {
        var run = RunFolder.Open(folder);
        var file = best ? run.BestFile : run.CheckpointFile;
        if (!File.Exists(file))
            throw new TrainingException($"The run in '{run.Path}' has no {Path.GetFileName(file)} yet. {(best ? "Train with validation, or take the latest checkpoint." : "Train it first.")}");
        var checkpoint = Safetensors.Read(file);
        var settings = run.Description.Settings;
        var model = settings.Model.Build(settings.Seed);
        var values = WithPrefix(checkpoint, ParameterLayout.ThetaPrefix).ToDictionary(pair => pair.Key, pair => pair.Value.ToFloats());
        foreach (var name in TrainingSubject.FreshOf(settings, model, run.Description.Labels)) values[name] = model.Parameters.Single(p => p.Name == name).Values;
        return new TrainedRun
        {
            Description = run.Description,
            Checkpoint = best ? "best" : "latest",
            Iteration = Training.Checkpoint.IterationOf(checkpoint, file),
            Model = model.WithParameters(values),
            Inner = Learned(settings, checkpoint),
        };
    }

    /// <summary>The contents of a bundle of this model.</summary>
    /// <param name="name">Name of the bundle; null for the model's own.</param>
    /// <param name="command">The command that makes it again.</param>
    /// <param name="metrics">Measured figures.</param>
    /// <param name="metaGradient">Whether to write meta.onnx too.</param>
    public BundleContents ToBundle(string? name = null, string? command = null, IReadOnlyList<Metric>? metrics = null, bool metaGradient = false) => new()
    {
        Model = Model,
        Inner = Inner,
        Name = name,
        Normalization = Description.Settings.Model.NormalizedBy(),
        Labels = Description.Labels,
        Preprocessing = Description.Preprocessing,
        Metrics = metrics ?? [],
        MetaGradient = metaGradient,
        Provenance = new Provenance
        {
            Tool = $"MamlEdge {Description.Version}",
            Data = Description.Settings.Task,
            Split = Description.Settings.DataOptions?.SplitArguments,
            TrainedOn = Description.TrainedOn?.All,
            Seed = Description.Settings.Seed,
            Engine = string.Join(", ", Description.Parts.Select(part => part.Engine).DefaultIfEmpty(Description.Settings.Engine).Distinct()).ToLowerInvariant(),
            Algorithm = Description.Settings.Algorithm,
            Iterations = Iteration,
            Checkpoint = Checkpoint,
            Command = command,
        },
    };

    private static InnerLoopSpec Learned(TrainingSettings settings, SafetensorsFile checkpoint)
    {
        var inner = settings.ShippedLoop();
        if (inner.PerStep.Count > 0) inner = inner with { StepValues = WithPrefix(checkpoint, ParameterLayout.StepPrefix) };
        if (!inner.LearnRates) return inner;
        inner = inner with { LearnRates = false };
        return inner.Ridge is null && inner.RateSharing == LearningRateSharing.Single
            ? inner with { LearningRate = checkpoint[ParameterLayout.RatePrefix.TrimEnd('.')].ToFloats()[0] }
            : inner with { Rates = WithPrefix(checkpoint, ParameterLayout.RatePrefix) };
    }

    private static Dictionary<string, SafeTensor> WithPrefix(SafetensorsFile file, string prefix) => file.Entries
        .Where(entry => entry.Name.StartsWith(prefix, StringComparison.Ordinal))
        .ToDictionary(entry => entry.Name[prefix.Length..], entry => entry.Tensor);
}
