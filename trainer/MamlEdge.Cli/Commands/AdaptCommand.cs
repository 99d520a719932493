using System.CommandLine;
using MamlEdge.Bundle;
using MamlEdge.Cli.Inputs;
using MamlEdge.Cli.Results;
using MamlEdge.Cli.Terminals;
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

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "Where to write the personal state.",
        HelpName = "STATE",
        Required = true,
    };

    public AdaptCommand(Terminal terminal)
        : base("adapt", "Adapt a bundle to a few labelled examples and save the personal state.", terminal)
    {
        _bundle = new BundleOptions(this);
        Add(_support);
        Add(_from);
        _options = new AdaptationOptions(this);
        Add(_output);
    }

    protected override CommandResult Execute(ParseResult arguments, Terminal terminal)
    {
        using var model = _bundle.Load(arguments);
        var given = ExampleReader.ReadLabelled(arguments.GetRequiredValue(_support), model.Manifest);
        var from = arguments.GetValue(_from) is { } path ? PersonalState.Load(path) : null;
        var options = _options.Read(arguments);
        var support = Examples.FromTensor(given.X);
        using var personal = given.Classes is not null
            ? model.Adapt(given.ToSupportSet(), options, from, terminal.Cancellation)
            : given.Y!.Type == ElementType.Int64
            ? model.Adapt(support, given.Y.ToLongs(), options, from, terminal.Cancellation)
            : model.Adapt(support, Examples.FromTensor(given.Y), options, from, terminal.Cancellation);
        var state = Path.GetFullPath(arguments.GetRequiredValue(_output));
        personal.Save(state);

        var report = personal.Report!;
        if (report.Guard is not (GuardDecision.Accepted or GuardDecision.Off))
            terminal.Say("warning: " + report.GuardReason);
        if (report.ClassesWithoutExamples is { Count: > 0 } unseen)
            terminal.Say($"warning: the support set shows no example of {unseen.Count} of the classes that the state knows; the model forgets them.");
        return new AdaptResult(
            state,
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
        };
    }
}
