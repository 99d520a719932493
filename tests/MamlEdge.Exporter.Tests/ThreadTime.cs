using System.Diagnostics;
using System.Globalization;

namespace MamlEdge.Exporter.Tests;

/// <summary>
/// Processor time of the current thread, so that limits hold on a machine that has other things to do. Only Linux tells it; elsewhere it is the time that
/// passes.
/// </summary>
internal static class ThreadTime
{
    private const string Source = "/proc/thread-self/schedstat";

    /// <summary>The time until now.</summary>
    public static TimeSpan Now => File.Exists(Source)
        ? TimeSpan.FromMicroseconds(long.Parse(File.ReadAllText(Source).Split(' ')[0], CultureInfo.InvariantCulture) / 1000)
        : Stopwatch.GetElapsedTime(0);
}
