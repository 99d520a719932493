namespace MamlEdge.Bundle;

/// <content>Saving states.</content>
public sealed partial class StateStore
{
    /// <summary>Adds a state to the history of a person and makes it the current one; saving what is current already changes nothing.</summary>
    /// <param name="person">Who: any text of 1 to 4096 characters; upper and lower case differ.</param>
    /// <param name="state">The state.</param>
    /// <param name="support">All examples that a later bundle shall adapt from in place of this state; null to keep none.</param>
    /// <returns>The version, on disk.</returns>
    /// <exception cref="BundleException">
    /// The store cannot be written to, is full, or in use for too long; the version of before is still current, or, rarely, the new one, where the disk failed at the very last flush.
    /// </exception>
    public StateVersion Save(string person, PersonalState state, KeptSupport? support = null) => Save(person, state, support, static _ => true)!;

    /// <summary>Saves as <see cref="Save(string, PersonalState, KeptSupport?)"/> does, but only where nobody saved, rolled back or forgot the person since the work on the state began.</summary>
    /// <param name="after">The version that was current then; null where the store did not know the person.</param>
    /// <param name="person">Who: any text of 1 to 4096 characters; upper and lower case differ.</param>
    /// <param name="state">The state.</param>
    /// <param name="support">All examples that a later bundle shall adapt from in place of this state; null to keep none.</param>
    /// <returns>The version, on disk; null where another one is current by now, or none, and nothing was saved.</returns>
    /// <exception cref="BundleException">As for Save.</exception>
    public StateVersion? SaveAfter(StateVersion? after, string person, PersonalState state, KeptSupport? support = null) =>
        Save(person, state, support, current => (current?.Version, current?.Sha256) == (after?.Version, after?.Sha256));

    /// <summary>Adds the state of a file to the history of a person.</summary>
    /// <param name="person">Who.</param>
    /// <param name="path">A file that <see cref="Export"/> or <see cref="PersonalState.Save"/> wrote.</param>
    /// <exception cref="BundleException">The file is no personal state, or the store cannot be written to.</exception>
    public StateVersion Import(string person, string path) => Save(person, PersonalState.Load(path));

    private StateVersion? Save(string person, PersonalState state, KeptSupport? support, Func<StateVersion?, bool> mayFollow)
    {
        ArgumentNullException.ThrowIfNull(state);
        var (stateBytes, supportBytes) = (Bounded("state", PersonalStateFile.ToBytes(state)), support is null ? null : Bounded("support set", support.ToBytes()));
        var digest = supportBytes is null ? null : FileDigest.Of(supportBytes);
        var folder = Folder(person);
        using var writing = _lock.Writing();
        var index = folder.Exists ? folder.ReadIndex() : PersonIndex.Of(person);
        var current = index.History.FirstOrDefault(version => version.IsCurrent);
        if (!mayFollow(current))
            return null;
        if (current is not null && current.Sha256 == state.Sha256 && current.Support == digest)
            return current;
        var version = new StateVersion
        {
            Version = index.Next,
            Replaces = current?.Version,
            Sha256 = state.Sha256,
            Bytes = stateBytes.Length,
            Origin = state.Origin,
            Support = digest,
        };
        folder.Append(index.With(version, _options.Retain), version, stateBytes, supportBytes);
        return version with { IsCurrent = true };
    }

    private byte[] Bounded(string what, byte[] bytes) => bytes.Length <= _options.MaximumBytes
        ? bytes
        : throw new BundleException($"A {what} for {Location}", $"at most {_options.MaximumBytes} bytes", $"{bytes.Length}", "Open the store with a larger MaximumBytes, or adapt fewer parameters.");
}
