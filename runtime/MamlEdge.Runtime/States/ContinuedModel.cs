using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>The personal model of someone in a store after it was adapted on. Dispose it when no call is in progress.</summary>
/// <param name="Personal">The model.</param>
/// <param name="Version">The version in the store that it is now.</param>
/// <param name="From">The version that it was continued from.</param>
public sealed record ContinuedModel(PersonalModel Personal, StateVersion Version, StateVersion From) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Personal.Dispose();
}
