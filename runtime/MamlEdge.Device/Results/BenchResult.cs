using MamlEdge.Device.Results.Json;

namespace MamlEdge.Device.Results;

/// <summary>What a bundle costs on this device.</summary>
/// <param name="Bundle">Its name.</param>
/// <param name="Start">The first use in this process.</param>
/// <param name="Latencies">Further uses, in milliseconds.</param>
internal sealed record BenchResult(string Bundle, StartFigures Start, IReadOnlyList<Latency> Latencies) : CommandResult
{
    public override void Write(JsonFields json)
    {
        json.Text("bundle", Bundle);
        json.Object("start", Start.Write);
        json.Objects("latencies", Latencies.Select(latency => (Action<JsonFields>)latency.Write));
    }

    public override IEnumerable<string> Lines() =>
    [
        Fact("Bundle", Bundle),
        Fact("First use", $"load {Duration(Start.Load)}{(Start.Adapt is { } adapt ? $", adapt {Duration(adapt)}" : "")}, predict {Duration(Start.Predict)}"),
        Fact("Memory", $"{Megabytes(Start.PeakResidentBytes)} resident at most"),
        .. Latencies.Select(latency =>
            $"{latency.Operation}: median {Duration(latency.Median)}, 95 % within {Duration(latency.Percentile95)}, {latency.Runs} runs"),
    ];
}
