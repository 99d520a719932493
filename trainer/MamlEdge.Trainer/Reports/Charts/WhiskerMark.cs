namespace MamlEdge.Trainer.Reports.Charts;

/// <summary>Vertical whiskers, one for each interval.</summary>
/// <param name="Intervals">The intervals.</param>
public sealed record WhiskerMark(IReadOnlyList<ChartInterval> Intervals) : Mark
{
    internal override IEnumerable<ChartPoint> Extent =>
        Intervals.SelectMany(i => new[] { new ChartPoint(i.X, i.Low), new ChartPoint(i.X, i.High) });
}
