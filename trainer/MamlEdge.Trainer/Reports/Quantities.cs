using System.Globalization;

namespace MamlEdge.Trainer.Reports;

/// <summary>Quantities written for people.</summary>
public static class Quantities
{
    /// <summary>A number of bytes, in decimal units: 449 KB, 1.2 MB.</summary>
    /// <param name="bytes">The number of bytes.</param>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1_000 => Invariant($"{bytes} B"),
        < 10_000 => Invariant($"{bytes / 1e3:0.0} KB"),
        < 1_000_000 => Invariant($"{bytes / 1e3:0} KB"),
        < 1_000_000_000 => Invariant($"{bytes / 1e6:0.0} MB"),
        _ => Invariant($"{bytes / 1e9:0.0} GB"),
    };

    /// <summary>A short duration: 38 µs, 0.42 ms, 12 ms, 1.5 s.</summary>
    /// <param name="milliseconds">The duration in milliseconds.</param>
    public static string Milliseconds(double milliseconds) => milliseconds switch
    {
        < 0.1 => Invariant($"{milliseconds * 1e3:0} µs"),
        < 10 => Invariant($"{milliseconds:0.00} ms"),
        < 1_000 => Invariant($"{milliseconds:0} ms"),
        _ => Invariant($"{milliseconds / 1e3:0.0} s"),
    };

    /// <summary>A long duration: 42 s, 2 min 05 s, 3 h 12 min.</summary>
    /// <param name="duration">The duration.</param>
    public static string Duration(TimeSpan duration) => duration.TotalSeconds switch
    {
        < 59.5 => Invariant($"{duration.TotalSeconds:0} s"),
        < 3_600 => Invariant($"{(int)duration.TotalMinutes} min {duration.Seconds:00} s"),
        _ => Invariant($"{(int)duration.TotalHours} h {duration.Minutes:00} min"),
    };

    /// <summary>How often something happens: 85/s, 1.4/s, 12/min.</summary>
    /// <param name="perSecond">How often a second.</param>
    public static string Rate(double perSecond) => perSecond switch
    {
        >= 10 => Invariant($"{perSecond:0}/s"),
        >= 1 => Invariant($"{perSecond:0.0}/s"),
        _ => Invariant($"{perSecond * 60:0}/min"),
    };

    /// <summary>A count with a thousands separator: 112,261.</summary>
    /// <param name="count">The count.</param>
    public static string Count(long count) => count.ToString("#,##0", CultureInfo.InvariantCulture);

    /// <summary>A count with its noun: 1 step, 10 steps.</summary>
    /// <param name="count">The count.</param>
    /// <param name="noun">The noun in the singular; its plural ends in s.</param>
    public static string Of(long count, string noun) => $"{Count(count)} {noun}{(count == 1 ? "" : "s")}";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
