using System.Text.RegularExpressions;

namespace MamlEdge.Architecture.Tests;

/// <summary>
/// The reading order of the graph compiler: data flows through its folders from first to last, and a file may use the
/// namespaces of its own folder and of those before it. Files beside the folders may use none of them.
/// </summary>
internal static partial class FolderOrder
{
    private const string RootNamespace = "MamlEdge.Exporter";

    /// <summary>The folders in the order data flows.</summary>
    public static IReadOnlyList<string> Folders { get; } =
        ["Onnx", "Graphs", "Operators", "Transforms", "Adaptation", "Models", "Inspection", "Bundles"];

    /// <summary>Every breach in one source file, as a sentence; empty where the file keeps the order.</summary>
    /// <param name="path">The file, relative to the project folder, with forward slashes.</param>
    /// <param name="source">Its text.</param>
    public static IEnumerable<string> Breaches(string path, string source)
    {
        var code = CommentsAndStrings().Replace(source, " ");
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var folder = slash < 0 ? null : path[..slash];
        var position = folder is null ? -1 : Folders.ToList().IndexOf(folder);
        if (folder is not null && position < 0)
        {
            yield return $"{path}: folder '{folder}' has no place in the order {string.Join(", ", Folders)}.";
            yield break;
        }

        var expected = folder is null ? RootNamespace : $"{RootNamespace}.{folder}";
        var actual = Namespace().Match(code).Groups[1].Value;
        if (actual != expected && !actual.StartsWith(expected + ".", StringComparison.Ordinal))
        {
            yield return $"{path}: namespace is '{actual}', expected '{expected}'.";
        }

        var body = Namespace().Replace(code, " ");
        foreach (var later in Folders.Skip(position + 1).Where(later => Uses(body, later)))
        {
            yield return $"{path}: uses {RootNamespace}.{later}, which comes after {folder ?? "every file beside the folders"}.";
        }
    }

    // Inside namespace MamlEdge.Exporter.X, 'Y.Type' reaches MamlEdge.Exporter.Y without naming it in full.
    private static bool Uses(string code, string folder) =>
        Regex.IsMatch(code, $@"\bMamlEdge\s*\.\s*Exporter\s*\.\s*{folder}\b|(?<![\w.?!])(Exporter\s*\.\s*)?{folder}\s*\.\s*[A-Z]");

    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/|""(\\.|[^""\\\n])*""", RegexOptions.Singleline)]
    private static partial Regex CommentsAndStrings();

    [GeneratedRegex(@"\bnamespace\s+([\w.]+)")]
    private static partial Regex Namespace();
}
