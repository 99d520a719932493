using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Trainer.Training;

/// <summary>The inner loop: how a task is adapted to.</summary>
public sealed record InnerSettings
{
    /// <summary>Loss of the inner and the outer loop.</summary>
    public required LossKind Loss { get; init; }

    /// <summary>
    /// Inner learning rate, with respect to the mean loss over the support set; where rates are learned, what they start from.
    /// </summary>
    public required double LearningRate { get; init; }

    /// <summary>Inner steps while training.</summary>
    public required int Steps { get; init; }

    /// <summary>Inner steps of the adaptation graph that ships, and at validation.</summary>
    public required int EvaluationSteps { get; init; }

    /// <summary>
    /// Examples that each step learns from while training, drawn without putting back until all of the task's were used (Nichol et al. 2018, section
    /// 6.3); null for all. What ships learns from all.
    /// </summary>
    public int? Minibatch { get; init; }

    /// <summary>Momentum of the inner steps; 0 for plain gradient descent.</summary>
    public double Momentum { get; init; }

    /// <summary>Whether the inner steps are those of Adam, with moments of the task's own.</summary>
    public bool Adam { get; init; }

    /// <summary>Weight λ of λ/2 |φ - θ|² in the inner loss; 0 for none.</summary>
    public double Proximal { get; init; }

    /// <summary>Whether ridge regression solves for the adapted parameters, an iteration of conjugate gradients a step, instead of gradient steps.</summary>
    public bool Ridge { get; init; }

    /// <summary>Which values share a learning rate.</summary>
    public LearningRateSharing RateSharing { get; init; } = LearningRateSharing.Single;

    /// <summary>Whether the learning rates are learned along with the parameters (Li et al. 2017; Antoniou et al. 2019).</summary>
    public bool LearnRates { get; init; }

    /// <summary>Whether the outer loop learns logarithms of rates, so that they stay positive and change in proportion.</summary>
    public bool LogRates { get; init; }

    /// <summary>What of the normalisations has a value of its own for each step.</summary>
    public PerStepNormalization PerStep { get; init; }

    /// <summary>Name patterns of the parameters that the inner loop changes.</summary>
    public IReadOnlyList<string> Adapt { get; init; } = ["*"];

    /// <summary>The exporter's description of this loop.</summary>
    /// <param name="steps">Inner steps.</param>
    /// <param name="model">The model that is adapted.</param>
    public InnerLoopSpec ToSpec(int steps, ModelSpec model) => new()
    {
        Loss = Loss,
        Steps = steps,
        LearningRate = LearningRate,
        Minibatch = Minibatch,
        Momentum = Momentum,
        Adam = Adam ? new AdamMoments() : null,
        Proximal = Proximal,
        Ridge = Ridge ? new RidgeHead() : null,
        Rates = Ridge ? new RidgeHead().ToRates() : null,
        RateSharing = RateSharing,
        LearnRates = LearnRates,
        Adapt = Adapt,
        PerStep = PerStepOf(model),
        SupportStatistics = model.NormalizedBy() == NormalizationKind.Support,
    };

    /// <summary>Names of the parameters with a value for each step.</summary>
    /// <exception cref="TrainingException">The model has none of the kind.</exception>
    private string[] PerStepOf(ModelSpec model)
    {
        if (PerStep == PerStepNormalization.None) return [];
        var (forward, kind) = (model.Build(0), model.NormalizedBy());
        var statistics = kind == NormalizationKind.Running ? forward.Statistics : [];
        string[] names = [.. forward.Parameters.Select(p => p.Name).Where(name => statistics.Contains(name)
            || (PerStep == PerStepNormalization.All && model.IsNormalization(name) && !forward.Statistics.Contains(name)))];
        return names.Length > 0 ? names : throw new TrainingException(
            $"Setting 'inner.perStep': {PerStep.ToString().ToLowerInvariant()} needs a model with {(PerStep == PerStepNormalization.All ? "normalisations" : "running statistics")}, "
            + $"this one normalises by '{kind.ToString().ToLowerInvariant()}'. "
            + "Train a convolutional net with --normalization running, or leave --per-step out.");
    }
}
