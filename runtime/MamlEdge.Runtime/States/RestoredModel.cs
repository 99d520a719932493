using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>The personal model of someone in a store, and how it came about. Dispose it when no call is in progress.</summary>
/// <param name="Personal">The model.</param>
/// <param name="Version">The version in the store that it is now.</param>
/// <param name="ReadaptedFrom">The version of another bundle whose support set it was adapted from; null where the stored state itself was restored.</param>
/// <param name="Reason">The same in words.</param>
public sealed record RestoredModel(PersonalModel Personal, StateVersion Version, StateVersion? ReadaptedFrom, string Reason) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Personal.Dispose();
}
