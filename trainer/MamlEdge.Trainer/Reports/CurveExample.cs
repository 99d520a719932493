using MamlEdge.Trainer.Reports.Charts;

namespace MamlEdge.Trainer.Reports;

/// <summary>A regression task of one input and one output, drawn as curves.</summary>
/// <param name="Name">What to call the task.</param>
/// <param name="Truth">The function to learn.</param>
/// <param name="Support">The examples that the model saw.</param>
/// <param name="Predictions">What the model predicts after each number of steps, from 0 (before adaptation) on.</param>
public sealed record CurveExample(
    string Name,
    IReadOnlyList<ChartPoint> Truth,
    IReadOnlyList<ChartPoint> Support,
    IReadOnlyList<IReadOnlyList<ChartPoint>> Predictions) : ExampleTask(Name);
