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

    private readonly Option<int?> _steps = new("--steps")
    {
        Description = "Inner steps, by default the bundle's own: any number, or a multiple of that where a step depends on those before.",
        HelpName = "K",
    };

    private readonly Option<int> _runs = new("--runs")
    {
        Description = "Runs of each operation.",
        DefaultValueFactory = _ => 200,
        HelpName = "N",
    };

    private readonly Option<int> _parallel = new("--parallel")
    {
        Description = "Operators that run side by side.",
        DefaultValueFactory = _ => 1,
        HelpName = "N",
    };

    private readonly Option<bool> _spinning = new("--spinning") { Description = "Let idle threads turn in circles, with --threads or --parallel of more than 1." };

    private readonly Option<bool> _noArena = new("--no-arena") { Description = "Ask the system for memory in each run, and give it back." };

    public BenchCommand(Terminal terminal)
        : base("bench", "Time loading, adapting and predicting of a bundle on this machine.", terminal)
    {
        _support.Validators.Add(OptionRules.AtLeast(1));
        _steps.Validators.Add(OptionRules.AtLeast(1));
        _runs.Validators.Add(OptionRules.AtLeast(1));
        _parallel.Validators.Add(OptionRules.AtLeast(1));
        _bundle = new BundleOptions(this);
        Add(_support);
        Add(_steps);
        Add(_runs);
        Add(_parallel);
        Add(_spinning);
        Add(_noArena);
    }

    protected override CommandResult Execute(ParseResult arguments, Terminal terminal)
    {
        var path = _bundle.Path(arguments);
        Manifest manifest;
        using (var bundle = BundleReader.Open(path))
            manifest = bundle.Manifest;
        var support = arguments.GetValue(_support)
            ?? (manifest.Task == TaskKind.Classification ? (int?)manifest.Output.Shape[^1].Size : null) ?? 5;
        var options = _bundle.Options(arguments) with
        {
            ParallelOperators = arguments.GetValue(_parallel),
            Spinning = arguments.GetValue(_spinning),
            Arena = !arguments.GetValue(_noArena),
        };
        return new BenchResult(
            manifest.Name,
            BundleLatency.Measure(
                path, options, support, arguments.GetValue(_steps), arguments.GetValue(_runs), terminal.Cancellation));
    }
}
