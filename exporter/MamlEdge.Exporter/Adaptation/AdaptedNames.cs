using System.IO.Enumeration;

namespace MamlEdge.Exporter.Adaptation;

/// <summary>Chooses parameters by globs of <c>*</c> and <c>?</c>.</summary>
internal static class AdaptedNames
{
    /// <summary>The names that match one of the globs, in their order.</summary>
    /// <exception cref="ExporterException">A glob matches nothing.</exception>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> names, IReadOnlyList<string> globs)
    {
        foreach (var glob in globs)
        {
            if (!names.Any(n => Matches(glob, n)))
                throw new ExporterException($"No parameter matches '{glob}'. There are: {string.Join(", ", names)}.");
        }

        return [.. names.Where(n => globs.Any(g => Matches(g, n)))];
    }

    /// <summary>Whether a name matches a glob.</summary>
    public static bool Matches(string glob, string name) => FileSystemName.MatchesSimpleExpression(glob, name, ignoreCase: false);
}
