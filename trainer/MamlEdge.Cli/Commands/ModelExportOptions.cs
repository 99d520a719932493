using System.CommandLine;
using MamlEdge.Bundle;
using MamlEdge.Cli.Exports;
using MamlEdge.Cli.Terminals;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;

namespace MamlEdge.Cli.Commands;

/// <summary>The options of <c>export MODEL.onnx</c>: the inner loop that a foreign model is to get.</summary>
internal sealed class ModelExportOptions
{
    private readonly Option<string?> _loss = new Option<string?>("--loss")
    {
        Description = "Loss of the adaptation.",
        HelpName = "cross-entropy|mse|bce",
    }.AcceptOnlyFromAmong("cross-entropy", "mse", "bce");

    private readonly Option<int?> _steps = new("--steps") { Description = "Inner steps k.", HelpName = "K" };

    private readonly Option<double?> _rate = new("--inner-lr") { Description = "Inner learning rate.", HelpName = "A" };

    private readonly Option<string?> _rates = new("--inner-lr-file")
    {
        Description = "Inner learning rates by parameter name: one number, one a step, or one an element.",
        HelpName = "LR.safetensors",
    };

    private readonly Option<double?> _momentum = new("--momentum") { Description = "Momentum of the inner steps.", HelpName = "M" };

    private readonly Option<string[]> _adapt = new("--adapt")
    {
        Description = "Adapt only parameters whose names match; may be repeated.",
        HelpName = "GLOB",
    };

    private readonly Option<string[]> _parameters = new("--parameters")
    {
        Description = "Initializers that are parameters; the default is every float one of rank 1 or more, without running statistics.",
        HelpName = "GLOB",
    };

    private readonly ShapeOption _shape = new();

    private readonly Option<bool> _keepTypes = new("--keep-types")
    {
        Description = "Keep parameters that are not adapted in the half precision of the model; without it the bundle is all float32.",
    };

    private readonly Option<bool> _firstOrder = new("--first-order") { Description = "The meta-gradient ignores second derivatives." };

    private readonly Option[] _all;

    public ModelExportOptions(Command command)
    {
        _steps.Validators.Add(OptionRules.AtLeast(1));
        _rate.Validators.Add(OptionRules.Positive());
        _momentum.Validators.Add(OptionRules.Fraction());
        _all = [_loss, _steps, _rate, _rates, _momentum, _adapt, _parameters, _shape, _keepTypes, _firstOrder];
        foreach (var option in _all)
            command.Add(option);
    }

    /// <summary>What goes into the bundle of a model file.</summary>
    public BundleContents Read(ParseResult arguments, string file, string commandLine) =>
        ModelExport.Contents(file, arguments.GetValue(_parameters) ?? [], _shape.Read(arguments), Inner(arguments), commandLine) with { KeepTypes = arguments.GetValue(_keepTypes) };

    /// <summary>Returns the source, unless one of these options is given with it.</summary>
    public string Refuse(ParseResult arguments, string run) => OptionRules.Given(arguments, _all) is { } surplus
        ? throw new UsageException($"'{run}' is a training run, which decides its own inner loop: {surplus} cannot be given.")
        : run;

    private InnerLoopSpec Inner(ParseResult arguments)
    {
        var rates = arguments.GetValue(_rates);
        if (arguments.GetValue(_loss) is not { } loss || arguments.GetValue(_steps) is not { } steps
            || (arguments.GetValue(_rate) is null && rates is null))
        {
            throw new UsageException("Exporting a model needs --loss, --steps, and --inner-lr or --inner-lr-file.");
        }

        var spec = new InnerLoopSpec
        {
            Loss = loss switch { "cross-entropy" => LossKind.CrossEntropy, "mse" => LossKind.Mse, _ => LossKind.Bce },
            Steps = steps,
            Momentum = arguments.GetValue(_momentum) ?? 0,
            Adapt = arguments.GetValue(_adapt) is { Length: > 0 } globs ? globs : ["*"],
            FirstOrder = arguments.GetValue(_firstOrder),
        };
        if (arguments.GetValue(_rate) is { } rate)
            spec = spec with { LearningRate = rate };
        return rates is null ? spec : RateFile.Read(rates, spec);
    }
}
