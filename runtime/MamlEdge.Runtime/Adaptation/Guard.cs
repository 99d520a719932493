using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>Decides whether adapted weights are better than those that adaptation began with.</summary>
internal static class Guard
{
    internal static (GuardDecision Decision, string Reason) Decide(
        bool on, IReadOnlyList<float> losses, IReadOnlyDictionary<string, SafeTensor> weights)
    {
        var (first, last) = (losses[0], losses[^1]);
        if (!on)
            return (GuardDecision.Off, "The guard is off.");
        if (!losses.All(float.IsFinite))
            return (GuardDecision.KeptStartNotFinite, $"The support loss is not finite ({Text(losses)}): the starting weights are kept.");
        foreach (var (name, tensor) in weights)
        {
            foreach (var value in tensor.AsFloats())
            {
                if (!float.IsFinite(value))
                    return (GuardDecision.KeptStartNotFinite, $"'{name}' is not finite: the starting weights are kept.");
            }
        }

        return last > first
            ? (GuardDecision.KeptStartWorse, $"The support loss rose from {first} to {last}: the starting weights are kept.")
            : (GuardDecision.Accepted, $"The support loss went from {first} to {last}.");
    }

    private static string Text(IReadOnlyList<float> losses) => string.Join(", ", losses);
}
