using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Trainer.Algorithms;

/// <summary>
/// Context adaptation (CAVIA, Zintgraf et al. 2019, equations 2 and 3): the steps change a few context parameters that are inputs of the
/// model and are 0 before every task; the outer loop learns the rest. A personal state is a handful of numbers.
/// </summary>
public sealed record Cavia : MetaAlgorithm
{
    private const int PerceptronContext = 5, ConvolutionContext = 100;

    /// <inheritdoc/>
    public override string Name => "cavia";

    /// <inheritdoc/>
    public override string Title => "CAVIA";

    /// <inheritdoc/>
    public override string Summary => "adapts a few context parameters alone (Zintgraf et al. 2019)";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Unlearned { get; } = [ModelSpec.ContextName];

    /// <inheritdoc/>
    public override TrainingSettings Defaults(TrainingSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings with
        {
            Model = settings.Model switch
            {
                MlpSpec { Context: 0 } mlp => mlp with { Context = PerceptronContext },
                ConvNetSpec { Context: 0 } net => net with { Context = ConvolutionContext },
                var model => model,
            },
            Inner = settings.Inner with { LearningRate = 1, LearnRates = false, RateSharing = Bundle.LearningRateSharing.Single },
        };
    }

    /// <inheritdoc/>
    public override InnerLoopSpec TrainingLoop(InnerLoopSpec inner, ModelSpec model)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(model);
        if (!model.Build(0).Parameters.Any(p => p.Name == ModelSpec.ContextName))
            throw new TrainingException("The algorithm 'cavia' adapts context parameters, and the model has none. Give their number with --context.");
        return inner with { FirstOrder = false, Adapt = [ModelSpec.ContextName] };
    }
}
