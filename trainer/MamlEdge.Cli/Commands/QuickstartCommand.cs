using System.CommandLine;
using System.Diagnostics;
using System.Text;
using MamlEdge.Bundle;
using MamlEdge.Cli.Exports;
using MamlEdge.Cli.Reporting;
using MamlEdge.Cli.Results;
using MamlEdge.Cli.Terminals;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Evaluation;
using MamlEdge.Trainer.Reports;
using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Cli.Commands;

/// <summary>
/// <c>maml-edge quickstart</c>: the whole way on sinusoids (Finn et al. 2017, section 5.1), without data and without a GPU:
/// train, export, adapt and predict on unseen tasks through the device runtime, report.
/// </summary>
internal sealed class QuickstartCommand : ToolCommand
{
    private const string DefaultFolder = "runs/quickstart";

    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = $"Where to write; the default is {DefaultFolder}, with a number where that exists.",
        HelpName = "DIR",
    };

    private readonly Option<long> _iterations = new("--iterations")
    {
        Description = "Meta-iterations; the default takes less than a minute on 2 cores.",
        DefaultValueFactory = _ => 15_000,
        HelpName = "N",
    };

    private readonly Option<int> _episodes = new("--episodes") { Description = "Unseen tasks to measure on.", DefaultValueFactory = _ => 600, HelpName = "N" };

    private readonly Option<ulong> _seed = new("--seed") { Description = "Decides the initial parameters and all tasks.", DefaultValueFactory = _ => 1, HelpName = "N" };

    public QuickstartCommand(Terminal terminal)
        : base("quickstart", "Train, export, adapt and report in a few minutes, without data and without a GPU.", terminal)
    {
        _iterations.Validators.Add(OptionRules.AtLeast(1));
        _episodes.Validators.Add(OptionRules.AtLeast(1));
        Add(_output);
        Add(_iterations);
        Add(_episodes);
        Add(_seed);
    }

    protected override CommandResult Execute(ParseResult arguments, Terminal terminal)
    {
        var clock = Stopwatch.StartNew();
        var folder = Folder(arguments.GetValue(_output));
        var (run, bundle, page) = (Path.Combine(folder, "run"), Path.Combine(folder, "bundle"), Path.Combine(folder, "report.html"));
        var settings = Settings(arguments.GetValue(_iterations), arguments.GetValue(_seed));

        terminal.Say("1/3  Meta-training on sinusoids of random height and phase");
        var trained = TrainingRun.Execute(settings, run, resume: false, terminal);
        if (trained.Status == TrainingStatus.Interrupted)
            throw new OperationCanceledException();

        terminal.Say("2/3  Writing the bundle: model and adaptation as plain ONNX");
        BundleWriter.Write(bundle, TrainedRun.Open(run).ToBundle("sinusoid-quickstart", terminal.CommandLine));

        terminal.Say($"3/3  Adapting to {arguments.GetValue(_episodes)} unseen tasks on the device runtime");
        using var model = MetaModel.Load(bundle, new RuntimeOptions { Target = ExecutionTarget.Cpu });
        var tasks = new SinusoidTasks();
        var options = new EvaluationOptions(new EpisodeShape(1, 5, 100)) { Episodes = arguments.GetValue(_episodes), Seeds = [arguments.GetValue(_seed)] };
        var result = Evaluation.Run(model, tasks, options, terminal);
        var report = BundleReport.Of(bundle, model, tasks, options, [[result]], run, terminal) with { Commands = [terminal.CommandLine] };
        AtomicFile.Write(page, Encoding.UTF8.GetBytes(ReportPage.Render(report)));
        AtomicFile.Write(Path.Combine(folder, "picture.svg"), Encoding.UTF8.GetBytes(ReportPicture.Render(
            "A model that learns a new curve from 5 points", [.. report.Examples.OfType<CurveExample>()])));
        return new QuickstartResult(
            folder, bundle, page, Math.Round(clock.Elapsed.TotalSeconds, 1), result.Episodes, result.Steps, report.Files, report.Latencies);
    }

    private static TrainingSettings Settings(long iterations, ulong seed) => TrainingDefaults.For("sinusoid") with
    {
        Iterations = iterations,
        Seed = seed,
        LogEvery = 50,
        CheckpointEvery = 5000,
        ValidateEvery = 0,
    };

    private static string Folder(string? given)
    {
        if (given is not null)
        {
            OutputFolder.RequireFree(Path.GetFullPath(given), force: false);
            return Path.GetFullPath(given);
        }

        return Enumerable.Range(1, int.MaxValue)
            .Select(n => Path.GetFullPath(n == 1 ? DefaultFolder : $"{DefaultFolder}-{n}"))
            .First(path => !Path.Exists(path));
    }
}
