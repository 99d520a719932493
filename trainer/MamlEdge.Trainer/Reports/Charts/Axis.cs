namespace MamlEdge.Trainer.Reports.Charts;

/// <summary>One axis of a chart: its label, and the range where the data should not choose it.</summary>
/// <param name="Label">What the axis measures, with the unit.</param>
public sealed record Axis(string Label)
{
    /// <summary>The lower end; null lets the data and round numbers choose it.</summary>
    public double? Min { get; init; }

    /// <summary>The upper end; null lets the data and round numbers choose it.</summary>
    public double? Max { get; init; }

    /// <summary>Whether equal distances mean equal factors. Every value must then be positive.</summary>
    public bool Logarithmic { get; init; }

    /// <summary>About how many tick marks to place.</summary>
    public int Ticks { get; init; } = 5;

    /// <summary>How a tick is written; null writes plain numbers with a thousands separator.</summary>
    public Func<double, string>? Format { get; init; }
}
