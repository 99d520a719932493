using System.CommandLine;
using MamlEdge.Cli.Exports;
using MamlEdge.Cli.Terminals;
using MamlEdge.Exporter.Bundles;

namespace MamlEdge.Cli.Commands;

/// <summary>The options of <c>export RUN</c>: which checkpoint, and figures to write into the manifest.</summary>
internal sealed class RunExportOptions
{
    private readonly Option<string?> _checkpoint = new Option<string?>("--checkpoint")
    {
        Description = "Of a run: the latest checkpoint (the default), or the one that validated best.",
        HelpName = "latest|best",
    }.AcceptOnlyFromAmong("latest", "best");

    private readonly Option<string?> _metrics = new("--metrics")
    {
        Description = "Of a run: put the figures into the manifest that 'eval --json' wrote into this file.",
        HelpName = "EVAL.json",
    };

    private readonly Option[] _all;

    public RunExportOptions(Command command)
    {
        _all = [_checkpoint, _metrics];
        foreach (var option in _all)
            command.Add(option);
    }

    /// <summary>What goes into the bundle of a run.</summary>
    public BundleContents Read(ParseResult arguments, string run, string commandLine) => RunExport.Contents(
        run, arguments.GetValue(_checkpoint) == "best", arguments.GetValue(_metrics), commandLine);

    /// <summary>Returns the source, unless one of these options is given with it.</summary>
    public string Refuse(ParseResult arguments, string model) => OptionRules.Given(arguments, _all) is { } surplus
        ? throw new UsageException($"'{model}' is no training run, so {surplus} cannot be given.")
        : model;
}
