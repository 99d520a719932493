using MamlEdge.Bundle;
using MamlEdge.Cli.Exports;
using MamlEdge.Cli.Measurements;
using MamlEdge.Cli.Terminals;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Evaluation;
using MamlEdge.Trainer.Reports;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Cli.Reporting;

/// <summary>The report of a bundle that was measured on unseen tasks.</summary>
internal static class BundleReport
{
    private const int Runs = 200;

    /// <summary>Finn et al. 2017, table 2: sinusoid, 5-shot, after 1, 5 and 10 steps.</summary>
    private static readonly AdaptationPoint[] PublishedSinusoid = [new(1, 0.67, 0), new(5, 0.38, 0), new(10, 0.35, 0)];

    /// <summary>Everything there is to show of the first bundle; the learning curve where the run is known.</summary>
    /// <param name="path">The bundle.</param>
    /// <param name="model">The same, loaded.</param>
    /// <param name="tasks">Where the tasks came from.</param>
    /// <param name="options">The protocol of the first number of shots.</param>
    /// <param name="table">Results of each bundle, by number of shots.</param>
    /// <param name="run">The training run behind the bundle; null where it is not known.</param>
    /// <param name="terminal">Knows the command.</param>
    public static TrainingReport Of(
        string path, MetaModel model, ITaskSource tasks, EvaluationOptions options, EvaluationResult[][] table, string? run, Terminal terminal)
    {
        var result = table[0][0];
        var manifest = model.Manifest;
        var report = run is null
            ? new TrainingReport { Title = "", Summary = "", Metric = ReportMetric.Accuracy, Environment = EnvironmentRows.Of(), Settings = Facts(manifest) }
            : RunReport.Of(run);
        var published = tasks is SinusoidTasks && options.Shape.Shots == 5 ? PublishedSinusoid : [];
        var latencies = BundleLatency.Measure(
            path, new RuntimeOptions { Target = ExecutionTarget.Cpu }, options.Shape.SupportCount, LatencySteps(manifest, options), Runs, terminal.Cancellation);
        using var bundle = BundleReader.Open(path);
        return report with
        {
            Title = Title(manifest, tasks),
            Summary = Summary(manifest, LatencySteps(manifest, options), latencies[0]),
            Metric = result.Metric == "accuracy" ? ReportMetric.Accuracy : ReportMetric.MeanSquaredError,
            Protocol = Protocol(result, manifest),
            Split = result.Split,
            Adaptation = [.. result.Steps.Select(s => new AdaptationPoint(s.Steps, s.Transductive.Mean, s.Transductive.Interval))],
            AdaptationAlone = [.. result.Steps.Where(s => result.DependsOnBatch && s.NonTransductive is not null)
                .Select(s => new AdaptationPoint(s.Steps, s.NonTransductive!.Mean, s.NonTransductive.Interval))],
            Published = [.. published.Where(p => p.Step <= options.Steps)],
            PublishedSource = published.Length > 0 ? "Finn et al. 2017, table 2" : null,
            FigureSteps = result.FigureSteps,
            Outcomes = result.Together,
            ByShots = table[0].Length < 2 ? [] : [.. table.Select(results => new ShotsCurve(
                results[0].Bundle, [.. results.OrderBy(r => r.Shape.Shots).Select(r => new ShotsPoint(r.Shape.Shots, r.Together.Mean.Mean, r.Together.Mean.Interval))]))],
            Examples = ExampleTasks.Of(model, tasks, options),
            Files = BundleListing.Of(bundle),
            Latencies = latencies,
            Commands = [.. report.Commands, .. terminal.CommandLine.Length > 0 ? [terminal.CommandLine] : Array.Empty<string>()],
        };
    }

    private static string Title(Manifest manifest, ITaskSource tasks) => tasks switch
    {
        SinusoidTasks or HarmonicTasks => "A model that learns a new curve from a few points",
        { TargetKind: TargetKind.Classes, Labels: null } => $"{manifest.Name}: new classes from a few examples",
        _ => $"{manifest.Name}: a new task from a few examples",
    };

    private static string Summary(Manifest manifest, int steps, LatencyFigure adaptation)
    {
        var values = manifest.Parameters.Sum(p => p.Shape.Aggregate(1L, (a, b) => a * b));
        return $"{Quantities.Count(values)} parameters, meta-learned{(manifest.Provenance.Iterations is { } n ? $" in {Quantities.Count(n)} iterations" : "")}, "
            + $"shipped as plain ONNX. On the device, ONNX Runtime alone adapts them to a task that nobody trained for, "
            + $"in {Quantities.Milliseconds(adaptation.Median)} for {Quantities.Of(steps, "gradient step")}.";
    }

    private static string Protocol(EvaluationResult result, Manifest manifest)
    {
        var examples = result.Shape.Ways > 1
            ? $"{result.Shape.Ways}-way {result.Shape.Shots}-shot"
            : Quantities.Of(result.Shape.Shots, "support example") + " each";
        var together = result is { DependsOnBatch: true, Alone: not null } ? " The model normalises by the examples at hand: "
            + "all queries of a task together, as in the papers, or each alone, as on a device." : "";
        return $"{Quantities.Of(result.Episodes, "unseen task")}, {examples}, measured on the exported bundle through the device runtime.{together}";
    }

    /// <summary>As many steps as the curve ends with.</summary>
    private static int LatencySteps(Manifest manifest, EvaluationOptions options) =>
        Math.Max(1, options.Steps / manifest.Inner.Stride) * manifest.Inner.Stride;

    private static IReadOnlyList<ReportRow> Facts(Manifest manifest)
    {
        var origin = manifest.Provenance;
        return
        [
            new("Bundle", manifest.Name),
            new("Made by", origin.Tool),
            .. origin.Data is { } data ? [new ReportRow("Data", data)] : Array.Empty<ReportRow>(),
            .. origin.Algorithm is { } algorithm ? [new ReportRow("Algorithm", algorithm)] : Array.Empty<ReportRow>(),
            .. origin.Iterations is { } iterations ? [new ReportRow("Iterations", Quantities.Count(iterations))] : Array.Empty<ReportRow>(),
            new("Inner loop", $"{Quantities.Of(manifest.Inner.Steps, "step")} of {manifest.Inner.Optimizer.ToString().ToLowerInvariant()}"),
        ];
    }
}
