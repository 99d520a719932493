using System.Globalization;
using MamlEdge.Cli.Results;
using MamlEdge.Trainer.Reports.Charts;

namespace MamlEdge.Cli.Reporting;

/// <summary>A sweep as a chart: the first option along the axis, a line for each combination of the others.</summary>
internal static class SweepPicture
{
    private static readonly Tone[] Tones = [Tone.Blue, Tone.Orange, Tone.Green, Tone.Ink, Tone.Muted, Tone.PaleBlue];

    /// <summary>The SVG file; null where the first option takes no numbers, or there are too many lines to tell apart.</summary>
    public static string? Render(SweepResult sweep)
    {
        var rows = sweep.Rows.Where(r => r.Validation is not null).ToArray();
        if (rows.Length < 2 || rows.Any(r => Number(r) is null))
            return null;
        var lines = rows.GroupBy(Line).OrderBy(line => line.Key, StringComparer.Ordinal).ToArray();
        if (lines.Length > Tones.Length)
            return null;
        var (places, values) = (rows.Select(r => Number(r)!.Value), rows.Select(r => r.Validation!.Value));
        // Rates differ by factors, and so do the losses of a grid that reaches from good rates to hopeless ones.
        var (wide, tall) = (Ratio(places) >= 8, !sweep.Shown.IsFraction && Ratio(values) >= 5);
        var floor = tall ? values.Min() / 2 : double.NegativeInfinity;
        var option = rows[0].Values.Keys.First();
        return SvgFile.Render(new Chart(
            $"Best validation {sweep.Metric} by {option}, {(sweep.Rows[0].Seeds is null ? "mean and 95 % interval" : $"mean and {sweep.Spread}")}.",
            new Axis(option) { Logarithmic = wide },
            new Axis($"validation {sweep.Metric}") { Logarithmic = tall, Min = sweep.Shown.IsFraction || tall ? null : 0, Format = sweep.Shown.IsFraction ? sweep.Shown.Format : null },
            [.. lines.SelectMany((line, i) => Marks(sweep, [.. line.OrderBy(Number)], line.Key, Tones[i], floor))]));
    }

    private static IEnumerable<Mark> Marks(SweepResult sweep, SweepRow[] rows, string label, Tone tone, double floor)
    {
        ChartPoint[] points = [.. rows.Select(r => new ChartPoint(Number(r)!.Value, r.Validation!.Value))];
        yield return new BandMark([.. rows.Select(r => new ChartInterval(Number(r)!.Value, Math.Max(floor, r.Validation!.Value - r.Spread), r.Validation!.Value + r.Spread))]) { Tone = tone };
        yield return new LineMark(points) { Label = label, Tone = tone, Width = 2.5 };
        yield return new DotMark(points) { Tone = tone, Tooltips = [.. rows.Select(r => sweep.Shown.Format(r.Validation!.Value))] };
    }

    private static double Ratio(IEnumerable<double> numbers) => numbers.Min() > 0 ? numbers.Max() / numbers.Min() : 0;

    private static string Line(SweepRow row) => row.Values.Count == 1 ? "best validation" : string.Join(", ", row.Values.Skip(1).Select(v => $"{v.Key} {v.Value}"));

    private static double? Number(SweepRow row) => double.TryParse(row.Values.Values.First(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
