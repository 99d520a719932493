namespace MamlEdge.Bundle;

/// <summary>The file <c>person</c> in the folder of a person: the name, the versions, and which of them is current. To replace it is to save, and to roll back.</summary>
internal sealed record PersonIndex
{
    internal const string File = "person";
    internal const int CurrentFormat = 1;

    /// <summary>More than <see cref="StateStoreOptions.MaximumRetain"/> versions of thousands of steps have.</summary>
    internal const int MaximumBytes = 1 << 26;

    public required int Format { get; init; }

    public required string Name { get; init; }

    public required int Current { get; init; }

    /// <summary>The number of the version that is saved next.</summary>
    public required int Next { get; init; }

    /// <summary>Ordered by their numbers.</summary>
    public required IReadOnlyList<StateVersion> Versions { get; init; }

    internal static PersonIndex Of(string name) => new() { Format = CurrentFormat, Name = name, Current = 0, Next = 1, Versions = [] };

    internal IReadOnlyList<StateVersion> History => [.. Versions.Select(version => version with { IsCurrent = version.Version == Current })];

    /// <summary>With one more version, which becomes the current one, and without those that need not be retained.</summary>
    internal PersonIndex With(StateVersion version, int retain)
    {
        var kept = Versions.Append(version)
            .OrderByDescending(v => v.Version == version.Version)
            .ThenByDescending(v => v.Version == version.Replaces)
            .ThenByDescending(v => v.Version)
            .Take(retain)
            .OrderBy(v => v.Version);
        return this with { Current = version.Version, Next = version.Version + 1, Versions = [.. kept] };
    }

    /// <summary>What must hold between the fields, so that whoever reads them need not ask again.</summary>
    internal PersonIndex Checked(string source)
    {
        void Require(bool condition, string part, string expected, object? got)
        {
            if (!condition)
                throw new BundleException($"{source}, {part}", expected, $"{got}", "The file is damaged: copy the store from a backup, or forget the person.");
        }

        if (Format > CurrentFormat)
            throw new BundleException(source, $"store format {CurrentFormat} or older", $"{Format}", "Use a newer version of MamlEdge.");
        var last = 0;
        foreach (var version in Versions)
        {
            Require(version is not null, "versions", "no empty entry", "null");
            Require(version!.Version > last && version.Version < Next, "versions", $"numbers that grow, below {Next}", version.Version);
            Require(version.Bytes >= 0 && version.Support is null or { Bytes: >= 0 }, $"version {version.Version}", "a size of 0 or more", version.Bytes);
            last = version.Version;
        }

        Require(Versions.Any(version => version.Version == Current), "current", "one of the versions", Current);
        return this;
    }
}
