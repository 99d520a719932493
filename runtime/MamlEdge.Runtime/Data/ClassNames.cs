using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>Gives names of classes their numbers.</summary>
internal static class ClassNames
{
    /// <summary>
    /// Names by number: those of the state that is continued, else of the manifest, and behind them the new ones of a support set.
    /// </summary>
    /// <exception cref="InputException">The model or the state has no place for a new name.</exception>
    internal static IReadOnlyList<string> Of(Manifest manifest, PersonalState? from, IReadOnlyList<string> named)
    {
        var known = from is null ? manifest.Labels ?? [] : from.Origin.Classes ?? manifest.Labels ?? throw new InputException(
            "Support set", "a state whose classes have names", "one that was adapted to numbers",
            "Give labels as numbers, or adapt again from the bundle.");
        List<string> all = [.. known, .. named.Except(known, StringComparer.Ordinal)];
        if (manifest.Labels is { } labels && all.Count > labels.Count)
            throw Full($"classes of '{manifest.Name}': {string.Join(", ", labels)}", all[labels.Count], "Use these names.");
        if (!ClassRows.Any(manifest) && manifest.Output.Shape is [_, { Size: { } ways }, ..] && all.Count > ways)
            throw Full($"{ways} classes, as many as '{manifest.Name}' tells apart", all[(int)ways], "Use a bundle for any number of classes (train --any-ways true).");
        return all;
    }

    private static InputException Full(string expected, string got, string wayOut) => new("Support set", expected, $"'{got}'", wayOut);
}
