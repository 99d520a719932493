using MamlEdge.Trainer.Evaluation;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Reports;

/// <summary>Everything that a report shows. <see cref="ReportPage"/> turns it into a page; parts without data are left out.</summary>
public sealed record TrainingReport
{
    /// <summary>The heading of the page.</summary>
    public required string Title { get; init; }

    /// <summary>One or two sentences below the heading: what was trained and on what.</summary>
    public required string Summary { get; init; }

    /// <summary>What the adaptation curve measures.</summary>
    public required ReportMetric Metric { get; init; }

    /// <summary>How the metric was taken: number of tasks, examples, which weights.</summary>
    public string Protocol { get; init; } = "";

    /// <summary>The split that <see cref="Adaptation"/> and <see cref="Examples"/> are of.</summary>
    public Split Split { get; init; } = Split.Test;

    /// <summary>The metric on unseen tasks after 0, 1, 2, ... adaptation steps.</summary>
    public IReadOnlyList<AdaptationPoint> Adaptation { get; init; } = [];

    /// <summary>
    /// The same where each query is predicted alone, as on a device; empty where a prediction does not depend on the other
    /// queries of its batch.
    /// </summary>
    public IReadOnlyList<AdaptationPoint> AdaptationAlone { get; init; } = [];

    /// <summary>Published values to compare with; empty for none.</summary>
    public IReadOnlyList<AdaptationPoint> Published { get; init; } = [];

    /// <summary>Where the published values were read: "Finn et al. 2017, table 2".</summary>
    public string? PublishedSource { get; init; }

    /// <summary>The loss of every meta-iteration.</summary>
    public IReadOnlyList<LearningPoint> LearningCurve { get; init; } = [];

    /// <summary>The validations of the run.</summary>
    public IReadOnlyList<ValidationPoint> Validation { get; init; } = [];

    /// <summary>Steps behind <see cref="Outcomes"/>, <see cref="ByShots"/> and <see cref="Comparisons"/>.</summary>
    public int FigureSteps { get; init; }

    /// <summary>What single tasks got, how well confidence fits, which class is taken for which; null where nothing was evaluated.</summary>
    public Outcomes? Outcomes { get; init; }

    /// <summary>The metric by number of support examples, a curve for each bundle; empty for one number.</summary>
    public IReadOnlyList<ShotsCurve> ByShots { get; init; } = [];

    /// <summary>The bundles that were measured on the same episodes, and their paired differences; empty for one.</summary>
    public IReadOnlyList<ReportTable> Comparisons { get; init; } = [];

    /// <summary>Unseen tasks before and after adaptation.</summary>
    public IReadOnlyList<ExampleTask> Examples { get; init; } = [];

    /// <summary>The files of the bundle.</summary>
    public IReadOnlyList<ReportFile> Files { get; init; } = [];

    /// <summary>What adapting and predicting took on this machine; the first is shown at the top.</summary>
    public IReadOnlyList<LatencyFigure> Latencies { get; init; } = [];

    /// <summary>How the model was trained.</summary>
    public IReadOnlyList<ReportRow> Settings { get; init; } = [];

    /// <summary>The machine and the versions.</summary>
    public IReadOnlyList<ReportRow> Environment { get; init; } = [];

    /// <summary>The commands that made the report, one a line.</summary>
    public IReadOnlyList<string> Commands { get; init; } = [];
}
