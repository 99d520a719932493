namespace MamlEdge.Bundle;

/// <summary>One person in a <see cref="StateStore"/>.</summary>
public sealed record StoredPerson
{
    /// <summary>The name; null where <see cref="Problem"/> says why it cannot be read.</summary>
    public required string? Name { get; init; }

    /// <summary>The folder of the person in the store, whose name does not show that of the person.</summary>
    public required string Folder { get; init; }

    /// <summary>All versions, the oldest first; empty where they cannot be read.</summary>
    public required IReadOnlyList<StateVersion> History { get; init; }

    /// <summary>What is wrong with the folder; null where it is in order.</summary>
    public BundleException? Problem { get; init; }

    /// <summary>The version that is current; null where it cannot be read.</summary>
    public StateVersion? Current => History.FirstOrDefault(version => version.IsCurrent);
}
