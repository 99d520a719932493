using System.Globalization;
using MamlEdge.Runtime;

namespace MamlEdge.Device.Results;

/// <summary>What an adaptation did; the fields are among those of <c>maml-edge adapt --json</c>.</summary>
/// <param name="State">The file of the personal state.</param>
/// <param name="Examples">Number of support examples.</param>
/// <param name="Steps">Inner steps taken.</param>
/// <param name="SupportLoss">Support loss before each step, and after the last.</param>
/// <param name="Milliseconds">Time of the adaptation without loading the bundle.</param>
/// <param name="Guard">Whether the adapted weights are used.</param>
/// <param name="GuardReason">The decision in words.</param>
/// <param name="Device">Where it ran.</param>
internal sealed record AdaptResult(
    string State,
    int Examples,
    int Steps,
    IReadOnlyList<float> SupportLoss,
    double Milliseconds,
    GuardDecision Guard,
    string GuardReason,
    string Device) : CommandResult
{
    public override IEnumerable<string> Lines() =>
    [
        Fact("State", State),
        Fact("Examples", $"{Examples}"),
        Fact("Support loss", string.Join(" -> ", SupportLoss.Select(loss => loss.ToString("0.####", CultureInfo.InvariantCulture)))),
        Fact("Time", $"{Duration(Milliseconds)} for {Steps} step{(Steps == 1 ? "" : "s")} on {Device}"),
        Fact("Guard", GuardReason),
    ];
}
