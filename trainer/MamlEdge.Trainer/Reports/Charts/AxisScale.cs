using System.Globalization;

namespace MamlEdge.Trainer.Reports.Charts;

/// <summary>Maps values of one axis to pixels, and knows the ticks.</summary>
internal sealed class AxisScale
{
    private readonly Axis _axis;
    private readonly double _min;
    private readonly double _max;

    public AxisScale(Axis axis, IEnumerable<double> values)
    {
        _axis = axis;
        var finite = values.Where(double.IsFinite).ToArray();
        var low = axis.Min ?? finite.DefaultIfEmpty(axis.Logarithmic ? 0.1 : 0).Min();
        var high = axis.Max ?? finite.DefaultIfEmpty(1).Max();
        if (axis.Logarithmic && low <= 0)
            throw new ArgumentException($"Axis '{axis.Label}' is logarithmic and needs positive values, got {low}.", nameof(values));
        if (high <= low)
            (low, high) = axis.Logarithmic ? (low / 2, low * 2) : (low - 0.5, low + 0.5);

        var ticks = axis.Logarithmic ? NiceTicks.Logarithmic(low, high) : NiceTicks.Linear(low, high, axis.Ticks);
        _min = axis.Min ?? ticks[0];
        _max = axis.Max ?? ticks[^1];
        var slack = (_max - _min) * 1e-9;
        Ticks = [.. ticks.Where(t => t >= _min - slack && t <= _max + slack)];
    }

    public double[] Ticks { get; }

    /// <summary>The ends of the axis in pixels; set once the layout is known.</summary>
    public (double Start, double End) Pixels { get; set; }

    public double Map(double value) =>
        Pixels.Start + (Linearise(value) - Linearise(_min)) / (Linearise(_max) - Linearise(_min)) * (Pixels.End - Pixels.Start);

    public string Label(double tick)
    {
        if (_axis.Format is { } format)
            return format(tick);
        var text = tick.ToString(Math.Abs(tick) >= 1000 ? "#,##0" : "0.#####", CultureInfo.InvariantCulture);
        return text is "-0" ? "0" : text.Replace('-', '\u2212');
    }

    private double Linearise(double value) => _axis.Logarithmic ? Math.Log10(value) : value;
}
