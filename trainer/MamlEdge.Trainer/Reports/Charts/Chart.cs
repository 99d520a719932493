namespace MamlEdge.Trainer.Reports.Charts;

/// <summary>A chart as data: two axes and what is drawn between them.</summary>
/// <param name="Description">What the chart shows, in one sentence: its text alternative.</param>
/// <param name="X">The horizontal axis.</param>
/// <param name="Y">The vertical axis.</param>
/// <param name="Marks">What is drawn, the lowest layer first.</param>
public sealed record Chart(string Description, Axis X, Axis Y, IReadOnlyList<Mark> Marks)
{
    /// <summary>A heading inside the picture; null for none.</summary>
    public string? Heading { get; init; }

    /// <summary>The width in pixels.</summary>
    public int Width { get; init; } = 520;

    /// <summary>The height in pixels.</summary>
    public int Height { get; init; } = 320;

    /// <summary>Whether the labels of the marks are listed above the plot.</summary>
    public bool ShowLegend { get; init; } = true;
}
