using System.Globalization;

namespace MamlEdge.Benchmarks;

/// <summary>How busy the machine is with other work, which no order of turns can even out.</summary>
internal static class MachineLoad
{
    private const string Source = "/proc/loadavg";

    /// <summary>A sentence where more than a tenth of the processors is in use; null on a quiet machine, or where it cannot be known.</summary>
    public static string? Warning()
    {
        if (!File.Exists(Source)) return null;
        var load = double.Parse(File.ReadAllText(Source).Split(' ')[0], CultureInfo.InvariantCulture);
        return load <= 0.1 * Environment.ProcessorCount ? null
            : $"The machine is busy (load {load:f1} on {Environment.ProcessorCount} processors): ratios below hold for a quiet one only. Multi-threaded contestants lose most.";
    }
}
