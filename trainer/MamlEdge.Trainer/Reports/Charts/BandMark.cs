namespace MamlEdge.Trainer.Reports.Charts;

/// <summary>A filled band between a lower and an upper line, such as a confidence interval along a curve.</summary>
/// <param name="Intervals">The intervals, from left to right.</param>
public sealed record BandMark(IReadOnlyList<ChartInterval> Intervals) : Mark
{
    internal override IEnumerable<ChartPoint> Extent =>
        Intervals.SelectMany(i => new[] { new ChartPoint(i.X, i.Low), new ChartPoint(i.X, i.High) });
}
