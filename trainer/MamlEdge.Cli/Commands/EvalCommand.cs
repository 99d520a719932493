using System.CommandLine;
using System.Text;
using MamlEdge.Bundle;
using MamlEdge.Cli.Commands.Training;
using MamlEdge.Cli.Reporting;
using MamlEdge.Cli.Results;
using MamlEdge.Cli.Terminals;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Reports;
using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Cli.Commands;

/// <summary><c>maml-edge eval</c>: what bundles reach on unseen tasks, through the device runtime.</summary>
internal sealed class EvalCommand : ToolCommand
{
    private const string StandardOutput = "-";

    private readonly BundleOptions _bundle;

    private readonly Argument<string[]> _others = new("OTHER")
    {
        Description = "Further bundles, compared with the first on the same episodes.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string> _task = new Option<string>("--task")
    {
        Description = "Where the tasks come from.",
        HelpName = string.Join('|', TaskCatalog.Names),
        Required = true,
    }.AcceptOnlyFromAmong([.. TaskCatalog.Names]);

    private readonly Option<ulong[]> _shots = NumberList.Option(
        "--shots", "Support examples of each class, or of the task for regression. Several numbers give a row for each.", "1,5,10", least: 1);

    private readonly TaskOptions _tasks;
    private readonly ProtocolOptions _protocol;

    private readonly Option<string?> _report = new("--report") { Description = "Also write an HTML report.", HelpName = "FILE.html" };

    private readonly Option<string?> _markdown = new("--markdown") { Description = "Also write the tables in Markdown; '-' prints them in place of the usual ones.", HelpName = "FILE.md" };

    private readonly Option<string?> _run = new("--run") { Description = "For the report: the training run behind the bundle.", HelpName = "RUN" };

    public EvalCommand(Terminal terminal)
        : base("eval", "Measure bundles on unseen tasks, through the device runtime.", terminal)
    {
        _bundle = new BundleOptions(this, threads: false);
        Add(_others);
        Add(_task);
        _tasks = new TaskOptions(this, _shots);
        _protocol = new ProtocolOptions(this);
        foreach (var option in new Option[] { _report, _markdown, _run })
            Add(option);
    }

    protected override CommandResult Execute(ParseResult arguments, Terminal terminal)
    {
        if (arguments.GetValue(_run) is not null && arguments.GetValue(_report) is null)
            throw new UsageException("--run: the run is shown in the report only. Give --report too.");
        using var bundles = LoadedBundles.Load([_bundle.Path(arguments), .. arguments.GetValue(_others) ?? []], _bundle.Options(arguments));
        var (path, model) = (_bundle.Path(arguments), bundles[0].Model);
        var task = arguments.GetRequiredValue(_task);
        var options = _tasks.DataOptions(arguments, task, TaskCatalog.UsualOptions(task));
        _tasks.RequireUse(arguments, _protocol.Split(arguments));
        var tasks = TaskCatalog.Open(task, _tasks.Data(arguments), options);
        var most = bundles.Manifests.Max(manifest => manifest.Inner.Steps);
        var protocols = Shapes(arguments, model.Manifest, tasks).Select(shape => _protocol.Read(arguments, shape, most)).ToArray();
        if (options?.SplitArguments is { } split && bundles.Manifests.FirstOrDefault(m => m.Provenance.TrainedOn is null && (m.Provenance.Data is null || m.Provenance.Data == task)) is { } silent)
            terminal.Say($"'{silent.Name}' does not say which classes it was trained on, so nobody notices if {split} measures it on those.");
        var table = Evaluation.Run(bundles, tasks, protocols, terminal);
        var result = EvalResult.Of(table, protocols[0]) with { Markdown = Full(arguments.GetValue(_markdown)), Report = Full(arguments.GetValue(_report)) };
        if (result.Markdown is { } text and not StandardOutput)
            AtomicFile.Write(text, Encoding.UTF8.GetBytes(EvalMarkdown.Text(result, terminal.CommandLine)));
        if (result.Report is { } page)
        {
            var report = BundleReport.Of(path, model, tasks, protocols[0], table, arguments.GetValue(_run), terminal) with { Comparisons = EvalTables.SideBySide(result) };
            AtomicFile.Write(page, Encoding.UTF8.GetBytes(ReportPage.Render(report)));
        }

        return result;
    }

    private static string? Full(string? path) => path is null or StandardOutput ? path : Path.GetFullPath(path);

    /// <summary>The sizes of episodes: as given, else as the bundle was trained or as usual. All sizes have the same queries.</summary>
    private IEnumerable<EpisodeShape> Shapes(ParseResult arguments, Manifest manifest, ITaskSource tasks)
    {
        var classes = manifest.Loss == LossKind.CrossEntropy;
        var ways = _tasks.Ways(arguments) ?? (classes ? (int)(manifest.Output.Shape[^1].Size ?? 5) : 1);
        var shots = arguments.Given(_shots)?.Select(s => (int)Math.Min(s, int.MaxValue)).ToArray()
            ?? [manifest.Metrics.FirstOrDefault(m => m.Shots is not null)?.Shots ?? (classes ? 1 : 5)];
        var queries = _tasks.Queries(arguments) ?? (tasks is GroupedTasks ? TrainingDefaults.For(tasks.Name).Episode.Queries : classes ? Math.Clamp(20 - shots.Max(), 1, 15) : 100);
        return shots.Select(s => new EpisodeShape(ways, s, queries));
    }
}
