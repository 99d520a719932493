namespace MamlEdge.Bundle;

/// <summary>Where symbolic links lead, in every part of a path.</summary>
internal static class RealPath
{
    /// <summary>As many as Linux follows.</summary>
    private const int MostLinks = 40;

    /// <summary>Whether a file lies in a folder, once all links in both paths are followed.</summary>
    /// <exception cref="IOException">A link leads nowhere, or in a circle.</exception>
    internal static bool IsInside(string folder, string file) => Of(file).StartsWith(
        Path.TrimEndingDirectorySeparator(Of(folder)) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static string Of(string path, int links = 0)
    {
        if (links > MostLinks)
            throw new IOException($"more than {MostLinks} symbolic links");
        var full = Path.GetFullPath(path);
        var real = Path.GetPathRoot(full)!;
        foreach (var part in full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(real, part);
            real = File.ResolveLinkTarget(next, returnFinalTarget: false) is { } target ? Of(target.FullName, ++links) : next;
        }

        return real;
    }
}
