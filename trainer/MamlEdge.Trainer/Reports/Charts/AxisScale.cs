using System.Globalization;

namespace MamlEdge.Trainer.Reports.Charts;

/// <summary>Maps values of one axis to pixels, and knows the ticks.</summary>
internal sealed class AxisScale
{
    private readonly Axis axis;
    private readonly double min;
    private readonly double max;

    public AxisScale(Axis axis, IEnumerable<double> values)
    {
        this.axis = axis;
        var finite = values.Where(double.IsFinite).ToArray();
        var low = axis.Min ?? finite.DefaultIfEmpty(axis.Logarithmic ? 0.1 : 0).Min();
        var high = axis.Max ?? finite.DefaultIfEmpty(1).Max();
        if (axis.Logarithmic && low <= 0)
            throw new ArgumentException($"Axis '{axis.Label}' is logarithmic and needs positive values, got {low}.", nameof(values));
        if (high <= low)
            (low, high) = axis.Logarithmic ? (low / 2, low * 2) : (low - 0.5, low + 0.5);

        var ticks = axis.Logarithmic ? NiceTicks.Logarithmic(low, high) : NiceTicks.Linear(low, high, axis.Ticks);
        min = axis.Min ?? ticks[0];
        max = axis.Max ?? ticks[^1];
        var slack = (max - min) * 1e-9;
        Ticks = [.. ticks.Where(t => t >= min - slack && t <= max + slack)];
    }

    public double[] Ticks { get; }

    /// <summary>The ends of the axis in pixels; set once the layout is known.</summary>
    public (double Start, double End) Pixels { get; set; }

    public double Map(double value) =>
        Pixels.Start + (Linearise(value) - Linearise(min)) / (Linearise(max) - Linearise(min)) * (Pixels.End - Pixels.Start);

    public string Label(double tick)
    {
        if (axis.Format is { } format)
            return format(tick);
        var text = tick.ToString(Math.Abs(tick) >= 1000 ? "#,##0" : "0.#####", CultureInfo.InvariantCulture);
        return text is "-0" ? "0" : text.Replace('-', '\u2212');
    }

    private double Linearise(double value) => axis.Logarithmic ? Math.Log10(value) : value;
}
