namespace MamlEdge.Trainer.Reports.Charts;

/// <summary>Something drawn in a chart. Marks are drawn in order: later ones lie on top.</summary>
public abstract record Mark
{
    /// <summary>What the legend calls it; null keeps it out of the legend.</summary>
    public string? Label { get; init; }

    /// <summary>Its colour.</summary>
    public Tone Tone { get; init; } = Tone.Blue;

    /// <summary>
    /// Where a chart can be stepped through (one frame per adaptation step): the frame that this mark shows.
    /// Written as the attribute <c>data-frame</c>.
    /// </summary>
    public int? Frame { get; init; }

    /// <summary>The corners of the area that the mark covers, for the ranges of the axes.</summary>
    internal abstract IEnumerable<ChartPoint> Extent { get; }
}
