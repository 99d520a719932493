using MamlEdge.Bundle;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Optimizers;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Benchmarks;

/// <summary>What differs from the settings of new models where the engines are compared along a training; null for nothing.</summary>
internal sealed record AgreementChanges
{
    /// <summary>The normalisation.</summary>
    public NormalizationKind? Normalization { get; init; }

    /// <summary>Tasks of a meta-batch.</summary>
    public int? MetaBatch { get; init; }

    /// <summary>A constant outer rate.</summary>
    public double? OuterRate { get; init; }

    /// <summary>Whether one inner rate stays as it is, as in the paper, instead of one for each parameter that is learned.</summary>
    public bool FixedRate { get; init; }

    /// <summary>Whether only trainings by themselves are compared, not meta-gradients at the same parameters, and only float32: much quicker.</summary>
    public bool TrainingsAlone { get; init; }

    /// <summary>The settings with the changes.</summary>
    public TrainingSettings Of(TrainingSettings settings) => settings with
    {
        Model = Normalization is { } normalization ? (ConvNetSpec)settings.Model with { Normalization = normalization } : settings.Model,
        MetaBatch = MetaBatch ?? settings.MetaBatch,
        OuterRate = OuterRate is { } rate ? new ConstantSchedule(rate) : settings.OuterRate,
        Inner = FixedRate ? settings.Inner with { LearnRates = false, RateSharing = LearningRateSharing.Single } : settings.Inner,
    };

    /// <summary>The settings in words.</summary>
    public static string Text(TrainingSettings settings) =>
        $"normalisation {settings.Model.NormalizedBy()}, {settings.MetaBatch} tasks, outer rate {settings.OuterRate.At(0, settings.Iterations)}, {(settings.Inner.LearnRates ? "learned inner rates" : "one inner rate")} {settings.Inner.LearningRate}";
}
