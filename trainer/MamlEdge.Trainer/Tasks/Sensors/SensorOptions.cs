namespace MamlEdge.Trainer.Tasks;

/// <summary>How recordings of people become tasks.</summary>
public sealed record SensorOptions : DataOptions
{
    /// <summary>Whose recordings are taken.</summary>
    public SensorDevice Device { get; init; }

    /// <summary>Samples a second after resampling.</summary>
    public double Rate { get; init; } = 50;

    /// <summary>Samples of a window; half a second, because some activities take little longer.</summary>
    public int Window { get; init; } = 25;

    /// <summary>Share of a window that the next one has too, from 0 to less than 1.</summary>
    public double Overlap { get; init; } = 0.5;

    /// <summary>Samples from the start of a window to that of the next.</summary>
    internal int Stride => Math.Max(1, (int)Math.Round(Window * (1 - Overlap)));
}
