using System.Globalization;
using MamlEdge.Device.Results.Json;
using MamlEdge.Results;
using MamlEdge.Runtime;

namespace MamlEdge.Device.Results;

/// <summary>What an adaptation did; the fields are among those of <c>maml-edge adapt --json</c>.</summary>
/// <param name="State">The file of the personal state; null where it went into a store.</param>
/// <param name="Examples">Number of support examples.</param>
/// <param name="Steps">Inner steps taken.</param>
/// <param name="SupportLoss">Support loss before each step, and after the last.</param>
/// <param name="Milliseconds">Time of the adaptation without loading the bundle.</param>
/// <param name="Guard">Whether the adapted weights are used.</param>
/// <param name="GuardReason">The decision in words.</param>
/// <param name="Device">Where it ran.</param>
internal sealed record AdaptResult(
    string? State,
    int Examples,
    int Steps,
    IReadOnlyList<float> SupportLoss,
    double Milliseconds,
    GuardDecision Guard,
    string GuardReason,
    string Device) : CommandResult
{
    /// <summary>What the held-out check found; null where none was asked for.</summary>
    public HeldOutReport? HeldOut { get; init; }

    /// <summary>Whether the deadline ended it early.</summary>
    public bool DeadlineReached { get; init; }

    /// <summary>Memory of a run by the bundle's figures, bytes; null where it has none.</summary>
    public long? EstimatedBytes { get; init; }

    /// <summary>Whose state it is in the store; null where it was written to a file.</summary>
    public string? Person { get; init; }

    /// <summary>The new version in the store; null where it was written to a file.</summary>
    public StoredVersion? Stored { get; init; }

    public override void Write(JsonFields json)
    {
        json.Text("state", State);
        json.Number("examples", Examples);
        json.Number("steps", Steps);
        json.Numbers("supportLoss", SupportLoss);
        json.Number("milliseconds", Milliseconds);
        json.Text("guard", $"{Guard}");
        json.Text("guardReason", GuardReason);
        json.Text("device", Device);
        json.Object("heldOut", HeldOut is { } check ? fields => Write(fields, check) : null);
        json.Flag("deadlineReached", DeadlineReached);
        json.Number("estimatedBytes", EstimatedBytes);
        json.Text("person", Person);
        json.Object("stored", Stored?.Fields());
    }

    public override IEnumerable<string> Lines() =>
    [
        Fact("State", State ?? $"version {Stored!.Version} of '{PersonEntry.Shown(Person!)}'"),
        Fact("Examples", $"{Examples}"),
        Fact("Support loss", string.Join(" -> ", SupportLoss.Select(loss => loss.ToString("0.####", CultureInfo.InvariantCulture)))),
        Fact("Time", $"{Duration(Milliseconds)} for {Steps} step{(Steps == 1 ? "" : "s")} on {Device}"),
        .. EstimatedBytes is { } bytes ? [Fact("Memory", $"{Megabytes(bytes)} by the bundle's figures")] : Array.Empty<string>(),
        Fact("Guard", GuardReason),
    ];

    private static void Write(JsonFields json, HeldOutReport check)
    {
        json.Text("method", $"{check.Method}");
        json.Text("reason", check.Reason);
        json.Number("folds", check.Folds);
        json.Number("plannedFolds", check.PlannedFolds);
        json.Number("examples", check.Examples);
        json.Numbers("steps", check.Steps);
        json.Numbers("losses", check.Losses);
        json.Numbers("accuracies", check.Accuracies);
        json.Number("bestSteps", check.BestSteps);
        json.Text("elapsed", $"{check.Elapsed:c}");
    }
}
