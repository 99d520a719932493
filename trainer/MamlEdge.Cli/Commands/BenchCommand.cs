using System.CommandLine;
using MamlEdge.Bundle;
using MamlEdge.Cli.Measurements;
using MamlEdge.Cli.Results;
using MamlEdge.Cli.Terminals;

namespace MamlEdge.Cli.Commands;

/// <summary><c>maml-edge bench</c>: what a bundle costs on this machine.</summary>
internal sealed class BenchCommand : ToolCommand
{
    private readonly BundleOptions _bundle;

    private readonly Option<int?> _support = new("--examples") { Description = "Support examples; the default is one for each class, or 5.", HelpName = "S" };

    private readonly Option<int?> _steps = new("--steps") { Description = "Inner steps, a multiple of the bundle's own (the default).", HelpName = "K" };

    private readonly Option<int> _runs = new("--runs")
    {
        Description = "Runs of each operation.",
        DefaultValueFactory = _ => 200,
        HelpName = "N",
    };

    public BenchCommand(Terminal terminal)
        : base("bench", "Time loading, adapting and predicting of a bundle on this machine.", terminal)
    {
        _support.Validators.Add(OptionRules.AtLeast(1));
        _steps.Validators.Add(OptionRules.AtLeast(1));
        _runs.Validators.Add(OptionRules.AtLeast(1));
        _bundle = new BundleOptions(this);
        Add(_support);
        Add(_steps);
        Add(_runs);
    }

    protected override CommandResult Execute(ParseResult arguments, Terminal terminal)
    {
        var path = _bundle.Path(arguments);
        Manifest manifest;
        using (var bundle = BundleReader.Open(path))
            manifest = bundle.Manifest;
        var support = arguments.GetValue(_support)
            ?? (manifest.Task == TaskKind.Classification ? (int?)manifest.Output.Shape[^1].Size : null) ?? 5;
        return new BenchResult(
            manifest.Name,
            BundleLatency.Measure(
                path, _bundle.Options(arguments), support, arguments.GetValue(_steps), arguments.GetValue(_runs), terminal.Cancellation));
    }
}
