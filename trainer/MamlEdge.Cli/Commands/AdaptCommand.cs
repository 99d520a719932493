using System.CommandLine;
using MamlEdge.Bundle;
using MamlEdge.Cli.Inputs;
using MamlEdge.Cli.Results;
using MamlEdge.Cli.Terminals;
using MamlEdge.Commands;
using MamlEdge.Results;
using MamlEdge.Runtime;

namespace MamlEdge.Cli.Commands;

/// <summary><c>maml-edge adapt</c>: a few labelled examples become a personal state.</summary>
internal sealed class AdaptCommand : ToolCommand
{
    private readonly BundleOptions _bundle;
    private readonly AdaptationOptions _options;

    private readonly Option<string> _support = new("--support")
    {
        Description = "The examples: a safetensors file with x and y, or a folder with one folder of images for each class.",
        HelpName = "FILE|DIR",
        Required = true,
    };

    private readonly Option<string?> _from = new("--from") { Description = "Continue from this personal state.", HelpName = "STATE" };

    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "Where to write the personal state, if not into a store.",
        HelpName = "STATE",
    };

    private readonly StoreOptions _store;

    private readonly Option<bool> _continue = new("--continue") { Description = "Continue from the current state of the person in the store." };

    private readonly Option<bool> _keepSupport = new("--keep-support")
    {
        Description = "Keep the examples in the store, so that a later bundle can adapt from them.",
    };

    public AdaptCommand(Terminal terminal)
        : base("adapt", "Adapt a bundle to a few labelled examples and save the personal state.", terminal)
    {
        _bundle = new BundleOptions(this);
        Add(_support);
        Add(_from);
        _options = new AdaptationOptions(this);
        Add(_output);
        _store = new StoreOptions(this);
        Add(_continue);
        Add(_keepSupport);
    }

    protected override CommandResult Execute(ParseResult arguments, Terminal terminal)
    {
        var (person, output) = (_store.Person(arguments), arguments.GetValue(_output));
        if (person is null == output is null)
            throw new UsageException("Say where the state goes: either -o, or --store with --person.");
        if (person is null && (arguments.GetValue(_continue) || arguments.GetValue(_keepSupport)))
            throw new UsageException("--continue and --keep-support need --store.");
        if (arguments.GetValue(_continue) && arguments.GetValue(_from) is not null)
            throw new UsageException("Give --continue or --from, not both.");
        using var model = _bundle.Load(arguments, terminal);
        var given = ExampleReader.ReadLabelled(arguments.GetRequiredValue(_support), model.Manifest);
        var support = new KeptSupport(given.X, given.Y!) { Preprocessing = model.Manifest.Preprocessing, Classes = given.Classes };
        using var store = person is null ? null : _store.Open(arguments, create: true);
        var personalisation = new Personalisation(support, _options.Read(arguments), store, person)
        {
            From = arguments.GetValue(_from) is { } path ? PersonalState.Load(path) : null,
            Continue = arguments.GetValue(_continue),
            KeepSupport = arguments.GetValue(_keepSupport),
        };
        using var personal = personalisation.Run(model, terminal.Cancellation, out var version);
        if (output is not null)
            personal.Save(output = Path.GetFullPath(output));

        var report = personal.Report!;
        Personalisation.Warn(report, terminal.Say);
        return new AdaptResult(
            output,
            (int)support.Count,
            report.Steps,
            report.Losses,
            report.Elapsed.TotalMilliseconds,
            report.Guard,
            report.GuardReason,
            report.Execution.Device,
            personal.State.Origin.Classes)
        {
            HeldOut = report.HeldOut,
            DeadlineReached = report.DeadlineReached,
            EstimatedBytes = report.EstimatedBytes,
            Person = person,
            Stored = version is null ? null : StoredVersion.Of(version),
        };
    }
}
