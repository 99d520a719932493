using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>What an adaptation begins with: the meta-learned weights, or those of a state; with a row for each class where the number of classes is free.</summary>
/// <param name="sessions">The bundle.</param>
/// <param name="from">The state to continue from; null for the meta-learned weights.</param>
/// <param name="support">The support set, which may have more classes.</param>
internal sealed class StartingWeights(BundleSessions sessions, PersonalState? from, SupportData support)
{
    private readonly long _known = from is null ? 1 : ClassRows.Count(sessions.Manifest, from);

    /// <summary>The state that is continued; null for the meta-learned weights.</summary>
    internal PersonalState? From => from;

    /// <summary>Whether they are the meta-learned ones.</summary>
    internal bool Fresh => from is null;

    /// <summary>Adapted parameters by name; made when they are first asked for, as <c>adapt.onnx</c> holds the meta-learned ones.</summary>
    internal IReadOnlyDictionary<string, SafeTensor> Tensors =>
        field ??= ClassRows.Extended(sessions.Manifest, sessions.Theta, from?.Parameters ?? sessions.Theta.Adapted, Math.Max(_known, support.Classes));

    /// <summary>Classes that the state knows and the support set shows no example of.</summary>
    internal IReadOnlyList<int> ClassesNotShown => from is null || !support.OneClassEach ? []
        : [.. Enumerable.Range(0, from.Origin.Classes?.Count ?? (int)_known).Where(way => !support.Labels.Span.Contains(way))];
}
