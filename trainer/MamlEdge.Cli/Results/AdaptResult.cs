using System.Globalization;
using MamlEdge.Results;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Reports;
using Spectre.Console;

namespace MamlEdge.Cli.Results;

/// <summary>What an adaptation did.</summary>
/// <param name="State">The file of the personal state; null where it went into a store.</param>
/// <param name="Examples">Number of support examples.</param>
/// <param name="Steps">Inner steps taken.</param>
/// <param name="SupportLoss">Support loss before each step, and after the last.</param>
/// <param name="Milliseconds">Time of the adaptation without loading the bundle.</param>
/// <param name="Guard">Whether the adapted weights are used.</param>
/// <param name="GuardReason">The decision in words.</param>
/// <param name="Device">Where it ran.</param>
/// <param name="Classes">The name of each class, by label; null where the examples came from a tensor file.</param>
internal sealed record AdaptResult(
    string? State,
    int Examples,
    int Steps,
    IReadOnlyList<float> SupportLoss,
    double Milliseconds,
    GuardDecision Guard,
    string GuardReason,
    string Device,
    IReadOnlyList<string>? Classes) : CommandResult
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

    public override void Print(IAnsiConsole console)
    {
        var facts = new List<(string, string)>
        {
            ("State", State ?? $"version {Stored!.Version} of '{PersonEntry.Shown(Person!)}'"),
            ("Examples", Examples.ToString(CultureInfo.InvariantCulture)),
            ("Support loss", string.Join(" → ", SupportLoss.Select(l => l.ToString("0.####", CultureInfo.InvariantCulture)))),
            ("Time", $"{Quantities.Milliseconds(Milliseconds)} for {Quantities.Of(Steps, "step")} on {Device}"),
            ("Guard", GuardReason),
        };
        if (EstimatedBytes is { } bytes)
            facts.Insert(4, ("Memory", $"{(bytes / 1e6).ToString("0.0", CultureInfo.InvariantCulture)} MB by the bundle's figures"));
        if (Classes is not null)
            facts.Add(("Classes", string.Join(", ", Classes.Select((name, label) => $"{label} = {name}"))));
        console.Write(ResultTable.Facts(facts));
    }
}
