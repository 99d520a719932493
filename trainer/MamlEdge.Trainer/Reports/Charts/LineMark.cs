namespace MamlEdge.Trainer.Reports.Charts;

/// <summary>A line through points in the order given. Points that are not finite leave a gap.</summary>
/// <param name="Points">The points.</param>
public sealed record LineMark(IReadOnlyList<ChartPoint> Points) : Mark
{
    /// <summary>The width of the line in pixels.</summary>
    public double Width { get; init; } = 2;

    /// <summary>Whether the line is dashed.</summary>
    public bool Dashed { get; init; }

    /// <summary>From 0 (invisible) to 1.</summary>
    public double Opacity { get; init; } = 1;

    internal override IEnumerable<ChartPoint> Extent => Points;
}
