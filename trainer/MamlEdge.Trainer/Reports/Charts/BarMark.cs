namespace MamlEdge.Trainer.Reports.Charts;

/// <summary>Bars side by side, such as a histogram.</summary>
/// <param name="Bars">The bars, from left to right.</param>
public sealed record BarMark(IReadOnlyList<ChartBar> Bars) : Mark
{
    internal override IEnumerable<ChartPoint> Extent =>
        Bars.SelectMany(b => new[] { new ChartPoint(b.From, 0), new ChartPoint(b.To, b.Height) });
}
