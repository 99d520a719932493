using System.Globalization;
using MamlEdge.Bundle;
using MamlEdge.Trainer.Evaluation;
using MamlEdge.Trainer.Reports;
using Spectre.Console;

namespace MamlEdge.Cli.Results;

/// <summary>What a bundle reaches on unseen tasks, with the protocol that repeats it.</summary>
/// <param name="Bundle">Name of the bundle.</param>
/// <param name="Task">Name of the task source.</param>
/// <param name="Split">Where the episodes came from: train, validation or test.</param>
/// <param name="Ways">Classes of an episode; 1 for regression.</param>
/// <param name="Shots">Support examples of each class, or of the task for regression.</param>
/// <param name="Queries">Query examples of each class, or of the task for regression.</param>
/// <param name="Episodes">Number of episodes.</param>
/// <param name="Seed">Seed of the episodes.</param>
/// <param name="Metric"><c>accuracy</c> in [0, 1], or <c>mse</c>.</param>
/// <param name="Steps">The metric before adaptation and after each number of steps.</param>
/// <param name="AdaptMilliseconds">Mean time of one run of the adaptation graph.</param>
/// <param name="Report">The HTML report; null where none was asked for.</param>
internal sealed record EvalResult(
    string Bundle,
    string Task,
    string Split,
    int Ways,
    int Shots,
    int Queries,
    int Episodes,
    ulong Seed,
    string Metric,
    IReadOnlyList<StepResult> Steps,
    double AdaptMilliseconds,
    string? Report) : CommandResult
{
    private const string TransductiveProtocol = "transductive: all queries of an episode in one batch";
    private const string SingleProtocol = "not transductive: each query alone";

    private ReportMetric Shown => Metric == "accuracy" ? ReportMetric.Accuracy : ReportMetric.MeanSquaredError;

    /// <summary>The result of an evaluation.</summary>
    public static EvalResult Of(EvaluationResult result, string? report) => new(
        result.Bundle,
        result.Task,
        result.Split.ToString().ToLowerInvariant(),
        result.Shape.Ways,
        result.Shape.Shots,
        result.Shape.Queries,
        result.Episodes,
        result.Seed,
        result.Metric,
        result.Steps,
        result.AdaptMilliseconds,
        report);

    /// <summary>The figures as a manifest holds them.</summary>
    public IReadOnlyList<Metric> ToMetrics() =>
    [
        .. Steps.Select(s => ToMetric(s.Steps, s.Transductive, Steps.Any(t => t.NonTransductive is not null) ? TransductiveProtocol : null)),
        .. Steps.Where(s => s.NonTransductive is not null).Select(s => ToMetric(s.Steps, s.NonTransductive!, SingleProtocol)),
    ];

    public override void Print(IAnsiConsole console)
    {
        var alone = Steps.Any(s => s.NonTransductive is not null);
        var table = alone
            ? ResultTable.Create(1, "Steps", Metric, "95 %", "each query alone", "95 %")
            : ResultTable.Create(1, "Steps", Metric, "95 %");
        foreach (var step in Steps)
        {
            var cells = new List<string> { step.Steps.ToString(CultureInfo.InvariantCulture) };
            foreach (var estimate in new[] { step.Transductive, step.NonTransductive }.OfType<Estimate>())
                cells.AddRange([Shown.Format(estimate.Mean), "± " + Shown.Format(estimate.Interval)]);
            table.Row([.. cells]);
        }

        console.Write(table);
        console.WriteLine(
            $"{Bundle} on {Quantities.Of(Episodes, "unseen task")} of {Task} ({Split}), "
            + (Ways > 1 ? $"{Ways}-way {Shots}-shot" : $"{Shots}-shot") + $", seed {Seed}, through the device runtime.");
        console.WriteLine($"One adaptation takes {Quantities.Milliseconds(AdaptMilliseconds)}.");
        if (Report is not null)
            console.WriteLine($"Report: {Report}");
    }

    private Metric ToMetric(int steps, Estimate estimate, string? protocol) => new()
    {
        Name = Metric,
        Value = estimate.Mean,
        Interval = estimate.Interval,
        Unit = Metric == "accuracy" ? "fraction" : null,
        Split = Split,
        Episodes = estimate.Episodes,
        Ways = Ways,
        Shots = Shots,
        Queries = Queries,
        Steps = steps,
        Protocol = protocol,
    };
}
