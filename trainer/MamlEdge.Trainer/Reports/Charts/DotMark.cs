namespace MamlEdge.Trainer.Reports.Charts;

/// <summary>Dots, each with an optional tooltip.</summary>
/// <param name="Points">The points.</param>
public sealed record DotMark(IReadOnlyList<ChartPoint> Points) : Mark
{
    /// <summary>The radius in pixels.</summary>
    public double Radius { get; init; } = 4;

    /// <summary>Whether only the outline is drawn.</summary>
    public bool Hollow { get; init; }

    /// <summary>The tooltip of each point, in the order of the points; null for none.</summary>
    public IReadOnlyList<string>? Tooltips { get; init; }

    internal override IEnumerable<ChartPoint> Extent => Points;
}
