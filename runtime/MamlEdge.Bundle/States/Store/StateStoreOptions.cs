namespace MamlEdge.Bundle;

/// <summary>How a <see cref="StateStore"/> is opened.</summary>
public sealed record StateStoreOptions
{
    /// <summary>The most versions that a store can be asked to keep of a person.</summary>
    public const int MaximumRetain = 1000;

    /// <summary>
    /// Versions kept of each person, 1 to <see cref="MaximumRetain"/>. Saving one more deletes the oldest, but never the current one, nor (from 2 on) the one that
    /// <see cref="StateStore.Rollback(string)"/> leads to.
    /// </summary>
    public int Retain { get; init; } = 10;

    /// <summary>32 random bytes that encrypt everything with AES-256-GCM; null for a store that anyone who sees the files can read. Copied when the store is opened.</summary>
    public byte[]? Key { get; init; }

    /// <summary>Whether to make a store where the folder is missing or empty.</summary>
    public bool Create { get; init; } = true;

    /// <summary>The largest state or support set that is saved or read, in bytes.</summary>
    public int MaximumBytes { get; init; } = 1 << 30;

    /// <summary>How long an operation waits while other processes or threads use the store.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
