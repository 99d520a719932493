using System.CommandLine;
using MamlEdge.Bundle;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Cli.Commands.Training;

/// <summary>The inner loop.</summary>
internal sealed class InnerOptions
{
    private readonly Option<double?> _rate = new("--inner-lr") { Description = "Inner learning rate, for the mean loss over the support set.", HelpName = "A" };

    private readonly Option<int?> _steps = new("--steps") { Description = "Inner steps while training.", HelpName = "K" };

    private readonly Option<int?> _evaluationSteps = new("--eval-steps") { Description = "Inner steps of the adaptation that ships.", HelpName = "K" };

    private readonly Option<int?> _minibatch = new("--inner-batch") { Description = "Examples that each inner step learns from while training; all unless given (Reptile).", HelpName = "N" };

    private readonly Option<double?> _momentum = new("--momentum") { Description = "Momentum of the inner steps.", HelpName = "M" };

    private readonly Option<bool?> _adam = new("--inner-adam") { Description = "Whether the inner steps are those of Adam.", HelpName = "true|false" };

    private readonly Option<double?> _proximal = new("--proximal") { Description = "Weight L of L/2 |theta - start|^2 in the inner loss (iMAML).", HelpName = "L" };

    private readonly Option<string?> _rates = new Option<string?>("--rates")
    {
        Description = "What shares an inner learning rate.",
        HelpName = "single|per-parameter|per-parameter-and-step|per-element",
    }.AcceptOnlyFromAmong("single", "per-parameter", "per-parameter-and-step", "per-element");

    private readonly Option<bool?> _learnRates = new("--learn-rates")
    {
        Description = "Whether to learn the inner learning rates along with the parameters.",
        HelpName = "true|false",
    };

    private readonly Option<bool?> _logRates = new("--log-rates")
    {
        Description = "Whether to learn logarithms of the rates, so that they stay positive and change in proportion.",
        HelpName = "true|false",
    };

    private readonly Option<string?> _perStep = new Option<string?>("--per-step")
    {
        Description = "What of the normalisations each inner step has for itself: running statistics, or all, scales and shifts too (MAML++).",
        HelpName = "none|statistics|all",
    }.AcceptOnlyFromAmong("none", "statistics", "all");

    private readonly Option<string[]> _adapt = new("--adapt") { Description = "Adapt only parameters whose names match; may be repeated.", HelpName = "GLOB" };

    public InnerOptions(Command command)
    {
        _rate.Validators.Add(OptionRules.Positive());
        _momentum.Validators.Add(OptionRules.Fraction());
        _proximal.Validators.Add(OptionRules.AtLeastZero());
        _steps.Validators.Add(OptionRules.AtLeast(1));
        _minibatch.Validators.Add(OptionRules.AtLeast(1));
        _evaluationSteps.Validators.Add(OptionRules.AtLeast(1));
        foreach (var option in new Option[] { _rate, _steps, _evaluationSteps, _minibatch, _momentum, _adam, _proximal, _rates, _learnRates, _logRates, _perStep, _adapt })
            command.Add(option);
    }

    /// <summary>The settings with what was given on the command line.</summary>
    public TrainingSettings Apply(ParseResult arguments, TrainingSettings settings)
    {
        var inner = settings.Inner;
        return settings with
        {
            Inner = inner with
            {
                LearningRate = arguments.GetValue(_rate) ?? inner.LearningRate,
                Steps = arguments.GetValue(_steps) ?? inner.Steps,
                EvaluationSteps = arguments.GetValue(_evaluationSteps) ?? inner.EvaluationSteps,
                Minibatch = arguments.GetValue(_minibatch) ?? inner.Minibatch,
                Momentum = arguments.GetValue(_momentum) ?? inner.Momentum,
                Adam = arguments.GetValue(_adam) ?? inner.Adam,
                Proximal = arguments.GetValue(_proximal) ?? inner.Proximal,
                RateSharing = arguments.GetValue(_rates) switch
                {
                    "single" => LearningRateSharing.Single,
                    "per-parameter" => LearningRateSharing.PerParameter,
                    "per-parameter-and-step" => LearningRateSharing.PerParameterAndStep,
                    "per-element" => LearningRateSharing.PerElement,
                    _ => inner.RateSharing,
                },
                LearnRates = arguments.GetValue(_learnRates) ?? inner.LearnRates,
                LogRates = arguments.GetValue(_logRates) ?? (inner.LogRates && (arguments.GetValue(_learnRates) ?? inner.LearnRates)),
                PerStep = arguments.GetValue(_perStep) is { } part ? Enum.Parse<PerStepNormalization>(part, ignoreCase: true) : inner.PerStep,
                Adapt = arguments.GetValue(_adapt) is { Length: > 0 } globs ? globs : inner.Adapt,
            },
        };
    }
}
