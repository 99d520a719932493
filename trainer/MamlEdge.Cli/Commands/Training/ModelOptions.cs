using System.CommandLine;
using System.Globalization;
using MamlEdge.Bundle;
using MamlEdge.Cli.Terminals;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Cli.Commands.Training;

/// <summary>The size and kind of the model, within the family that the task takes.</summary>
internal sealed class ModelOptions
{
    private readonly Option<string?> _hidden = new("--hidden") { Description = "Perceptron: widths of the hidden layers.", HelpName = "40,40" };

    private readonly Option<string?> _activation = new Option<string?>("--activation")
    {
        Description = "Perceptron: activation of the hidden layers.",
        HelpName = "relu|tanh|sigmoid",
    }.AcceptOnlyFromAmong("relu", "tanh", "sigmoid");

    private readonly Option<int?> _filters = new("--filters") { Description = "Convolutional net: filters of each block.", HelpName = "F" };

    private readonly Option<int?> _blocks = new("--blocks") { Description = "Convolutional net: number of blocks.", HelpName = "B" };

    private readonly Option<bool?> _anyWays = new("--any-ways")
    {
        Description = "Convolutional net: one learned head vector for all classes, so that the bundle takes any number of them.",
        HelpName = "true|false",
    };

    private readonly Option<string?> _normalization = new Option<string?>("--normalization")
    {
        Description = "Convolutional net: what activations are normalised over.",
        HelpName = "batch|support|running|instance|layer|group|none",
    }.AcceptOnlyFromAmong("batch", "support", "running", "instance", "layer", "group", "none");

    private readonly Option<string?> _downsampling = new Option<string?>("--downsampling")
    {
        Description = "Convolutional net: how a block halves its image.",
        HelpName = "stride|max-pool",
    }.AcceptOnlyFromAmong("stride", "max-pool");

    private readonly Option<bool?> _flatten = new("--flatten")
    {
        Description = "Convolutional net: whether the head sees every place of the last image instead of their mean.",
        HelpName = "true|false",
    };

    private readonly Option<int?> _context = new("--context") { Description = "Context parameters, for the algorithm cavia.", HelpName = "N" };

    private readonly Option[] _ofPerceptrons;
    private readonly Option[] _ofConvolutions;

    public ModelOptions(Command command)
    {
        _filters.Validators.Add(OptionRules.AtLeast(1));
        _blocks.Validators.Add(OptionRules.AtLeast(1));
        _ofPerceptrons = [_hidden, _activation];
        _ofConvolutions = [_filters, _blocks, _anyWays, _normalization, _downsampling, _flatten];
        _context.Validators.Add(OptionRules.AtLeast(0));
        foreach (var option in _ofPerceptrons.Concat(_ofConvolutions).Append(_context))
            command.Add(option);
    }

    /// <summary>The settings with what was given on the command line.</summary>
    /// <exception cref="UsageException">An option belongs to another family of models.</exception>
    public TrainingSettings Apply(ParseResult arguments, TrainingSettings settings) => settings with
    {
        Model = settings.Model switch
        {
            MlpSpec mlp => Perceptron(arguments, Refuse(arguments, _ofConvolutions, "a perceptron", mlp)),
            ConvNetSpec net => Convolutional(arguments, Refuse(arguments, _ofPerceptrons, "a convolutional net", net)) with { Outputs = settings.Episode.Ways },
            var other => other,
        },
    };

    private MlpSpec Perceptron(ParseResult arguments, MlpSpec mlp) => mlp with
    {
        Hidden = arguments.GetValue(_hidden) is { } widths ? Widths(widths) : mlp.Hidden,
        Context = arguments.GetValue(_context) ?? mlp.Context,
        Activation = arguments.GetValue(_activation) is { } name ? Enum.Parse<Activation>(name, ignoreCase: true) : mlp.Activation,
    };

    private ConvNetSpec Convolutional(ParseResult arguments, ConvNetSpec net) => net with
    {
        Context = arguments.GetValue(_context) ?? net.Context,
        Filters = arguments.GetValue(_filters) ?? net.Filters,
        Blocks = arguments.GetValue(_blocks) ?? net.Blocks,
        Flatten = arguments.GetValue(_flatten) ?? net.Flatten,
        AnyWays = arguments.GetValue(_anyWays) ?? net.AnyWays,
        Normalization = arguments.GetValue(_normalization) is { } name ? Enum.Parse<NormalizationKind>(name, ignoreCase: true) : net.Normalization,
        Downsampling = arguments.GetValue(_downsampling) switch
        {
            "stride" => Downsampling.Stride,
            "max-pool" => Downsampling.MaxPool,
            _ => net.Downsampling,
        },
    };

    private static int[] Widths(string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var widths = parts.Select(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var width) ? width : 0).ToArray();
        return widths.All(w => w > 0) ? widths : throw new UsageException($"--hidden: expected widths such as 40,40, got '{text}'.");
    }

    private static T Refuse<T>(ParseResult arguments, Option[] others, string family, T model) => OptionRules.Given(arguments, others) is { } surplus
        ? throw new UsageException($"{surplus}: the model of this task is {family}.")
        : model;
}
