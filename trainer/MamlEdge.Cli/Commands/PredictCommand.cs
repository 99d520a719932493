using System.CommandLine;
using MamlEdge.Bundle;
using MamlEdge.Cli.Inputs;
using MamlEdge.Cli.Results;
using MamlEdge.Cli.Terminals;
using MamlEdge.Results;
using MamlEdge.Runtime;

namespace MamlEdge.Cli.Commands;

/// <summary><c>maml-edge predict</c>: classes with probabilities, or values, with or without a personal state.</summary>
internal sealed class PredictCommand : ToolCommand
{
    private readonly BundleOptions _bundle;

    private readonly Option<string?> _state = new("--state")
    {
        Description = "A personal state of this bundle; without one the meta-learned start predicts.",
        HelpName = "STATE",
    };

    private readonly StoreOptions _store;

    private readonly Option<string> _update = new Option<string>("--update")
    {
        Description = "What to do with a stored state of another bundle: refuse it, or readapt from the examples that were kept.",
        DefaultValueFactory = _ => "refuse",
        HelpName = "refuse|readapt",
    }.AcceptOnlyFromAmong("refuse", "readapt");

    private readonly Option<string> _input = new("--input")
    {
        Description = "What to predict: a safetensors file with x, or a folder of images.",
        HelpName = "FILE|DIR",
        Required = true,
    };

    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "Also write the raw outputs, as a safetensors file with y.",
        HelpName = "FILE",
    };

    public PredictCommand(Terminal terminal)
        : base("predict", "Predict with a bundle, before adaptation or with a personal state.", terminal)
    {
        _bundle = new BundleOptions(this);
        Add(_state);
        Add(_input);
        Add(_output);
        _store = new StoreOptions(this);
        Add(_update);
    }

    protected override CommandResult Execute(ParseResult arguments, Terminal terminal)
    {
        var person = _store.Person(arguments);
        if (person is not null && arguments.GetValue(_state) is not null)
            throw new UsageException("Give --state or --store, not both.");
        using var model = _bundle.Load(arguments, terminal);
        var given = ExampleReader.ReadUnlabelled(arguments.GetRequiredValue(_input), model.Manifest);
        var x = Examples.FromTensor(given.X);
        if (model.Manifest.Normalization == NormalizationKind.Batch)
        {
            terminal.Say("note: this model normalises by the examples at hand, so predictions of one call depend on each other, "
                + "and are better for many examples at once than for one alone.");
        }

        using var personal = person is not null ? Stored(arguments, model, person, terminal) : arguments.GetValue(_state) is { } state ? model.Restore(state) : null;
        var outputs = personal?.Predict(x, terminal.Cancellation) ?? model.Predict(x, terminal.Cancellation);
        if (arguments.GetValue(_output) is { } file)
            AtomicFile.Write(file, Safetensors.Write([KeyValuePair.Create("y", outputs.ToTensor())]));
        return new PredictResult(
            model.Manifest.Task.ToString().ToLowerInvariant(),
            Prediction.Of(model.Manifest.Task, outputs, given.Names));
    }

    private PersonalModel Stored(ParseResult arguments, MetaModel model, string person, Terminal terminal)
    {
        using var store = _store.Open(arguments, create: false);
        var policy = arguments.GetValue(_update) == "readapt" ? BundleUpdatePolicy.ReadaptFromSupport : BundleUpdatePolicy.Refuse;
        var restored = model.Restore(store, person, policy, cancellationToken: terminal.Cancellation);
        if (restored.ReadaptedFrom is not null)
            terminal.Say("note: " + restored.Reason);
        return restored.Personal;
    }
}
