using System.Diagnostics;
using MamlEdge.Device.Results.Json;

namespace MamlEdge.Device.Results;

/// <summary>How long one operation took, in milliseconds.</summary>
/// <param name="Operation">What was timed.</param>
/// <param name="Median">The median.</param>
/// <param name="Percentile95">The 95th percentile.</param>
/// <param name="Runs">How many runs were timed.</param>
internal sealed record Latency(string Operation, double Median, double Percentile95, int Runs)
{
    /// <summary>Times an operation.</summary>
    public static Latency Measure(string operation, int runs, Action action, CancellationToken cancellation)
    {
        action();
        var times = new double[runs];
        for (var run = 0; run < runs; run++)
        {
            cancellation.ThrowIfCancellationRequested();
            var start = Stopwatch.GetTimestamp();
            action();
            times[run] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        return new Latency(operation, times[runs / 2], times[(int)(0.95 * (runs - 1))], runs);
    }

    /// <summary>Its fields.</summary>
    public void Write(JsonFields json)
    {
        json.Text("operation", Operation);
        json.Number("median", Median);
        json.Number("percentile95", Percentile95);
        json.Number("runs", Runs);
    }
}
