using System.Globalization;
using MamlEdge.Bundle;
using MamlEdge.Trainer.Evaluation;
using MamlEdge.Trainer.Reports;
using Spectre.Console;

namespace MamlEdge.Cli.Results;

/// <summary>What bundles reach on unseen tasks, with the protocol that repeats it. All but <paramref name="Rows"/> is of the first bundle and number of shots.</summary>
/// <param name="Bundle">Name of the bundle.</param>
/// <param name="Task">Name of the task source.</param>
/// <param name="Split">Where the episodes came from: train, validation or test.</param>
/// <param name="Ways">Classes of an episode; 1 for regression.</param>
/// <param name="Shots">Support examples of each class, or of the task for regression.</param>
/// <param name="Queries">Query examples of each class, or of the task for regression.</param>
/// <param name="Episodes">Number of episodes, those of all seeds together.</param>
/// <param name="Seed">The first seed of the episodes.</param>
/// <param name="Metric"><c>accuracy</c> in [0, 1], or <c>mse</c>.</param>
/// <param name="Steps">The metric before adaptation and after each number of steps.</param>
/// <param name="AdaptMilliseconds">Mean time of an adaptation with the steps of the bundle; 0 where the curve ends before.</param>
/// <param name="Seeds">The same as <paramref name="Steps"/> for each seed.</param>
/// <param name="FigureSteps">Steps behind the figures that follow.</param>
/// <param name="DependsOnBatch">Whether a prediction may depend on the queries predicted with it; else the two columns are the same by construction.</param>
/// <param name="Together">Further figures, all queries of an episode in one batch.</param>
/// <param name="Alone">Further figures, each query alone; null where left out.</param>
/// <param name="Rows">One for each bundle and number of shots.</param>
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
    IReadOnlyList<SeedResult> Seeds,
    int FigureSteps,
    bool DependsOnBatch,
    EvalFigures Together,
    EvalFigures? Alone,
    IReadOnlyList<EvalRow> Rows) : CommandResult
{
    private const string TransductiveProtocol = "transductive: all queries of an episode in one batch";
    private const string SingleProtocol = "not transductive: each query alone";

    /// <summary>The HTML report; null where none was asked for.</summary>
    public string? Report { get; init; }

    /// <summary>The tables in Markdown: a file, or <c>-</c> for standard output; null where none was asked for.</summary>
    public string? Markdown { get; init; }

    /// <summary>How the metric is written.</summary>
    internal ReportMetric Shown => Metric == "accuracy" ? ReportMetric.Accuracy : ReportMetric.MeanSquaredError;

    /// <summary>The result of an evaluation.</summary>
    /// <param name="table">Results of each bundle, by number of shots.</param>
    /// <param name="protocol">The protocol of the first.</param>
    public static EvalResult Of(EvaluationResult[][] table, EvaluationOptions protocol)
    {
        var first = table[0][0];
        return new(
            first.Bundle,
            first.Task,
            first.Split.ToString().ToLowerInvariant(),
            first.Shape.Ways,
            first.Shape.Shots,
            first.Shape.Queries,
            first.Episodes,
            protocol.Seeds[0],
            first.Metric,
            first.Steps,
            first.AdaptMilliseconds,
            first.Seeds,
            first.FigureSteps,
            first.DependsOnBatch,
            EvalFigures.Of(first.Together),
            first.Alone is null ? null : EvalFigures.Of(first.Alone),
            [.. table.SelectMany((results, bundle) => results.Select((result, shots) => EvalRow.Of(result, bundle == 0 ? null : table[0][shots])))]);
    }

    /// <summary>The figures as a manifest holds them.</summary>
    public IReadOnlyList<Metric> ToMetrics()
    {
        var alone = DependsOnBatch ? Steps.Where(s => s.NonTransductive is not null).ToArray() : [];
        return
        [
            .. Steps.Select(s => ToMetric(s.Steps, s.Transductive, alone.Length > 0 ? TransductiveProtocol : null)),
            .. alone.Select(s => ToMetric(s.Steps, s.NonTransductive!, SingleProtocol)),
        ];
    }

    public override void Print(IAnsiConsole console)
    {
        if (Markdown == "-")
        {
            console.Profile.Out.Writer.Write(EvalMarkdown.Text(this, ""));
            return;
        }

        ReportTable?[] tables = [EvalTables.Steps(this), EvalTables.Seeds(this), .. EvalTables.SideBySide(this), EvalTables.Confusion(Together)];
        foreach (var table in tables.OfType<ReportTable>())
            console.Write(ResultTable.Of(table));
        foreach (var note in Notes())
            console.WriteLine(note);
        foreach (var (name, file) in new[] { ("Report", Report), ("Markdown", Markdown) }.Where(f => f.Item2 is not null))
            console.WriteLine($"{name}: {file}");
    }

    /// <summary>How it was measured, and the figures that need no table.</summary>
    internal IEnumerable<string> Notes()
    {
        var seeds = Seeds.Count == 1 ? $"seed {Seed}" : $"seeds {string.Join(", ", Seeds.Select(s => s.Seed))}";
        yield return $"{Bundle} on {Quantities.Of(Episodes, "unseen task")} of {Task} ({Split}), "
            + (Ways > 1 ? $"{Ways}-way {Shots}-shot" : $"{Shots}-shot") + $", {seeds}, through the device runtime.";
        if (Steps is [_, { Steps: > 1 and var atOnce }, ..])
            yield return $"It takes {atOnce} steps at once, so the table shows {string.Join(", ", Steps.Select(s => s.Steps))} steps.";
        var after = $"After {Quantities.Of(FigureSteps, "step")}: worst tenth of the tasks";
        yield return Together.Calibration is { } calibration
            ? $"{after} {Shown.Format(Together.WorstDecile)}, calibration error {Shown.Format(calibration.Error)}{AloneNote()}."
            : $"{after} {Shown.Format(Together.WorstDecile)}.";
        if ((Alone ?? Together).Calibration is { Temperature: { } temperature, ErrorAtTemperature: { } error })
        {
            var hint = Split == "test" ? "; to export one, fit it with --split validation" : "";
            yield return $"A temperature of {temperature.ToString("0.###", CultureInfo.InvariantCulture)} would make that error {Shown.Format(error)}{hint}.";
        }

        if (Alone is not null && !DependsOnBatch)
            yield return "The model looks at one example at a time, so a query alone gets the same answer by construction.";
        yield return $"One adaptation takes {Quantities.Milliseconds(AdaptMilliseconds)}.";
    }

    private string AloneNote() => Alone is { } alone && DependsOnBatch
        ? $"; each query alone {Shown.Format(alone.WorstDecile)}, {Shown.Format(alone.Calibration!.Error)}"
        : "";

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
