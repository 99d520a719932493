namespace MamlEdge.Runtime;

/// <summary>Decides whether adapted weights are better than those that adaptation began with.</summary>
internal static class Guard
{
    internal static (GuardDecision Decision, string Reason) Decide(bool on, Reached reached, HeldOutReport? heldOut)
    {
        var losses = reached.Losses;
        if (heldOut is { Chosen: 0 })
            return (GuardDecision.KeptStartHeldOut, $"{heldOut.Reason} The starting weights are kept.");
        if (reached.Weights is null)
            return (GuardDecision.KeptStartDeadline, "The deadline left no time for one run: the starting weights are kept.");
        var cut = reached.Cut ? $" The deadline ended it after {losses.Count - 1} steps." : "";
        if (!on)
            return (GuardDecision.Off, "The guard is off." + cut);
        if (!losses.All(float.IsFinite))
            return (GuardDecision.KeptStartNotFinite, $"The support loss is not finite ({string.Join(", ", losses)}): the starting weights are kept.");
        if (reached.NotFinite is { } name)
            return (GuardDecision.KeptStartNotFinite, $"'{name}' is not finite: the starting weights are kept.");
        var (first, last) = (losses[0], losses[^1]);
        var also = (heldOut is null ? "" : " " + heldOut.Reason) + cut;
        return last > first
            ? (GuardDecision.KeptStartWorse, $"The support loss rose from {first} to {last}: the starting weights are kept.{also}")
            : (GuardDecision.Accepted, $"The support loss went from {first} to {last}.{also}");
    }
}
