namespace MamlEdge.Trainer.Reports.Charts;

/// <summary>Where the parts of a chart lie, in pixels from the top left corner.</summary>
internal sealed class ChartLayout
{
    public const double FontSize = 12;

    public ChartLayout(Chart chart)
    {
        var extent = chart.Marks.SelectMany(m => m.Extent).ToArray();
        X = new AxisScale(chart.X, extent.Select(p => p.X));
        Y = new AxisScale(chart.Y, extent.Select(p => p.Y));

        Heading = chart.Heading is null ? 0 : 26;
        Legend = chart.ShowLegend ? SvgLegend.Place(chart.Marks, chart.Width) : [];
        Left = 26 + Y.Ticks.Max(t => TextWidth.Of(Y.Label(t), FontSize)) + 8;
        Right = chart.Width - Math.Max(10, TextWidth.Of(X.Label(X.Ticks[^1]), FontSize) / 2 + 2);
        Top = Heading + (Legend.Count > 0 ? Legend[^1].Y + SvgLegend.RowHeight + 2 : 10);
        Bottom = chart.Height - 44;
        X.Pixels = (Left, Right);
        Y.Pixels = (Bottom, Top);
    }

    public AxisScale X { get; }

    public AxisScale Y { get; }

    /// <summary>The height of the heading above the legend.</summary>
    public double Heading { get; }

    /// <summary>The entries of the legend, placed below the heading.</summary>
    public IReadOnlyList<LegendEntry> Legend { get; }

    public double Left { get; }

    public double Right { get; }

    public double Top { get; }

    public double Bottom { get; }
}
