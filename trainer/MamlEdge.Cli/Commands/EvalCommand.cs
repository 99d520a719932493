using System.CommandLine;
using MamlEdge.Bundle;
using MamlEdge.Cli.Commands.Training;
using MamlEdge.Cli.Reporting;
using MamlEdge.Cli.Results;
using MamlEdge.Cli.Terminals;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Evaluation;
using MamlEdge.Trainer.Reports;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Cli.Commands;

/// <summary><c>maml-edge eval</c>: what a bundle reaches on unseen tasks, through the device runtime.</summary>
internal sealed class EvalCommand : ToolCommand
{
    private readonly BundleOptions _bundle;

    private readonly Option<string> _task = new Option<string>("--task")
    {
        Description = "Where the tasks come from.",
        HelpName = string.Join('|', TaskCatalog.Names),
        Required = true,
    }.AcceptOnlyFromAmong([.. TaskCatalog.Names]);

    private readonly TaskOptions _tasks;

    private readonly Option<int> _episodes = new("--episodes") { Description = "Number of tasks.", DefaultValueFactory = _ => 600, HelpName = "N" };

    private readonly Option<int> _steps = new("--steps") { Description = "Largest number of adaptation steps.", DefaultValueFactory = _ => 10, HelpName = "K" };

    private readonly Option<ulong> _seed = new("--seed") { Description = "Decides the tasks.", DefaultValueFactory = _ => 1, HelpName = "N" };

    private readonly Option<string> _split = new Option<string>("--split")
    {
        Description = "Which part of the classes.",
        DefaultValueFactory = _ => "test",
        HelpName = "test|validation|train",
    }.AcceptOnlyFromAmong("test", "validation", "train");

    private readonly Option<bool> _together = new("--transductive-only")
    {
        Description = "Leave out the column in which each query is predicted alone, as on a device.",
    };

    private readonly Option<string?> _report = new("--report") { Description = "Also write an HTML report.", HelpName = "FILE.html" };

    private readonly Option<string?> _run = new("--run") { Description = "For the report: the training run behind the bundle.", HelpName = "RUN" };

    public EvalCommand(Terminal terminal)
        : base("eval", "Measure a bundle on unseen tasks, through the device runtime.", terminal)
    {
        _episodes.Validators.Add(OptionRules.AtLeast(1));
        _steps.Validators.Add(OptionRules.AtLeast(0));
        _bundle = new BundleOptions(this, threads: false);
        Add(_task);
        _tasks = new TaskOptions(this);
        foreach (var option in new Option[] { _episodes, _steps, _seed, _split, _together, _report, _run })
            Add(option);
    }

    protected override CommandResult Execute(ParseResult arguments, Terminal terminal)
    {
        using var model = _bundle.Load(arguments);
        var task = arguments.GetRequiredValue(_task);
        var tasks = TaskCatalog.Open(task, _tasks.Data(arguments), _tasks.DataOptions(arguments, task, TaskCatalog.UsualOptions(task)));
        var options = new EvaluationOptions(Shape(arguments, model.Manifest))
        {
            Episodes = arguments.GetValue(_episodes),
            Steps = arguments.GetValue(_steps),
            Seed = arguments.GetValue(_seed),
            Split = Enum.Parse<Split>(arguments.GetRequiredValue(_split), ignoreCase: true),
            NonTransductive = !arguments.GetValue(_together),
        };
        var result = Evaluation.Run(model, tasks, options, terminal);
        if (arguments.GetValue(_report) is not { } file)
            return EvalResult.Of(result, null);
        var report = BundleReport.Of(_bundle.Path(arguments), model, tasks, options, result, arguments.GetValue(_run), terminal);
        var path = Path.GetFullPath(file);
        AtomicFile.Write(path, System.Text.Encoding.UTF8.GetBytes(ReportPage.Render(report)));
        return EvalResult.Of(result, path);
    }

    /// <summary>The size of an episode: as given, else as the bundle was trained or as usual.</summary>
    private EpisodeShape Shape(ParseResult arguments, Manifest manifest)
    {
        var classes = manifest.Loss == LossKind.CrossEntropy;
        var ways = _tasks.Ways(arguments) ?? (classes ? (int)(manifest.Output.Shape[^1].Size ?? 5) : 1);
        var shots = _tasks.Shots(arguments) ?? manifest.Metrics.FirstOrDefault(m => m.Shots is not null)?.Shots ?? (classes ? 1 : 5);
        return new EpisodeShape(ways, shots, _tasks.Queries(arguments) ?? (classes ? Math.Min(15, 20 - shots) : 100));
    }
}
