using System.Globalization;

namespace MamlEdge.Device.Results;

/// <summary>What a bundle costs on this device.</summary>
/// <param name="Bundle">Its name.</param>
/// <param name="Start">The first use in this process.</param>
/// <param name="Latencies">Further uses, in milliseconds.</param>
internal sealed record BenchResult(string Bundle, StartFigures Start, IReadOnlyList<Latency> Latencies) : CommandResult
{
    public override IEnumerable<string> Lines() =>
    [
        Fact("Bundle", Bundle),
        Fact("First use", $"load {Duration(Start.Load)}{(Start.Adapt is { } adapt ? $", adapt {Duration(adapt)}" : "")}, predict {Duration(Start.Predict)}"),
        Fact("Memory", $"{(Start.PeakResidentBytes / 1e6).ToString("0.0", CultureInfo.InvariantCulture)} MB resident at most"),
        .. Latencies.Select(latency =>
            $"{latency.Operation}: median {Duration(latency.Median)}, 95 % within {Duration(latency.Percentile95)}, {latency.Runs} runs"),
    ];
}
