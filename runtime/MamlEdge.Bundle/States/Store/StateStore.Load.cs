namespace MamlEdge.Bundle;

/// <content>Reading states.</content>
public sealed partial class StateStore
{
    /// <summary>Reads a state and checks that it is the one that was saved. Whether it fits a bundle is checked where it is restored.</summary>
    /// <param name="person">Who.</param>
    /// <param name="version">Which version; null for the current one.</param>
    /// <exception cref="BundleException">There is no such person or version, or a file is missing or changed.</exception>
    public PersonalState Load(string person, int? version = null) => Read(person, (folder, index) => folder.ReadState(Find(person, index, version), _options.MaximumBytes));

    /// <summary>Reads the support set that was kept with a state; null where none was.</summary>
    /// <param name="person">Who.</param>
    /// <param name="version">Which version; null for the current one.</param>
    /// <exception cref="BundleException">There is no such person or version, or a file is missing or changed.</exception>
    public KeptSupport? LoadSupport(string person, int? version = null) =>
        Read(person, (folder, index) => folder.ReadSupport(Find(person, index, version), _options.MaximumBytes));

    /// <summary>The examples to keep with a state: those given now, after those that were kept with the state that it continued from.</summary>
    /// <param name="person">Who.</param>
    /// <param name="support">What was adapted to now.</param>
    /// <param name="from">The state that was continued; null where it was the bundle's start.</param>
    /// <exception cref="BundleException"><paramref name="from"/> is not the current state, or nothing was kept with it: no examples stand for the new state; or the examples cannot be joined.</exception>
    public KeptSupport SupportOf(string person, KeptSupport support, PersonalState? from)
    {
        ArgumentNullException.ThrowIfNull(support);
        if (from is null)
            return support;
        var before = Current(person) is { } current && current.Sha256 == from.Sha256 ? LoadSupport(person, current.Version) : null;
        return before?.With(support) ?? throw new BundleException(
            $"{Location}, '{person}'", "examples kept with the state to continue from", "none",
            "Those given now are not all that the new state stands for: keep none with it, or adapt from all examples.");
    }

    /// <summary>Writes a state as a file of its own, which is not encrypted: <see cref="PersonalState.Load"/> reads it.</summary>
    /// <param name="person">Who.</param>
    /// <param name="path">The file; replaced where it exists.</param>
    /// <param name="version">Which version; null for the current one.</param>
    /// <exception cref="BundleException">There is no such person or version, or a file cannot be read or written.</exception>
    public void Export(string person, string path, int? version = null) => Load(person, version).Save(path);
}
