using System.Globalization;
using System.Text.Json;

namespace MamlEdge.Bundle;

/// <summary>
/// The support set that a state was adapted from, kept so that a later bundle can adapt from them again. As a file: safetensors with <c>x</c> and <c>y</c>,
/// as <c>maml-edge adapt --support</c> takes it.
/// </summary>
/// <param name="X">Inputs of the model, float32 [S, ...].</param>
/// <param name="Y">Labels, int64 [S, ...], or targets, float32 [S, ...].</param>
public sealed record KeptSupport(SafeTensor X, SafeTensor Y)
{
    private const int CurrentFormat = 1;
    private const string FormatKey = "mamlEdgeSupport";
    private const string PreprocessingKey = "preprocessing";
    private const string ClassesKey = "classes";
    private const string WayOut = "Copy the file again, or keep the examples again.";

    /// <summary>How raw examples became <see cref="X"/>, as the manifest of their bundle says; null where it says nothing. A bundle that does it otherwise cannot use them.</summary>
    public Preprocessing? Preprocessing { get; init; }

    /// <summary>The name of each class, by its label; null where classes have no names.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>Number of examples.</summary>
    public long Count => X.Dimensions.IsEmpty ? 0 : X.Dimensions[0];

    /// <summary>These examples and more of the same bundle: what to keep with a state that continued from another.</summary>
    /// <param name="more">Examples of the same shape, preprocessed in the same way; of classes with names where these have names, known or new.</param>
    /// <exception cref="BundleException">Type, shape or preprocessing differ, or only one of the two has names of classes.</exception>
    public KeptSupport With(KeptSupport more)
    {
        ArgumentNullException.ThrowIfNull(more);
        RequirePreprocessing(more.Preprocessing, "Support sets to join");
        if (Classes is null != more.Classes is null)
            throw new BundleException("Support sets to join", Classes is null ? "classes without names" : "classes with names", Classes is null ? "names" : "none", "Join support sets that both name their classes, or both do not.");
        if (Classes is null)
            return this with { X = Joined("x", X, more.X), Y = Joined("y", Y, more.Y) };
        string[] classes = [.. Classes.Union(more.Classes!, StringComparer.Ordinal)];
        var labels = SafeTensor.FromLongs([.. more.Y.ToLongs().Select(label => (long)Array.IndexOf(classes, more.NameOf(label)))], more.Y.Shape);
        return this with { X = Joined("x", X, more.X), Y = Joined("y", Y, labels), Classes = classes };
    }

    /// <summary>The name of a class.</summary>
    /// <param name="label">Its label.</param>
    /// <exception cref="BundleException">There is no name for it.</exception>
    public string NameOf(long label) => Classes is { } names && label >= 0 && label < names.Count
        ? names[(int)label]
        : throw new BundleException("Support set, y", $"labels of {Classes?.Count ?? 0} named classes, from 0", $"{label}", WayOut);

    /// <summary>Checks that raw examples became these as a bundle wants them.</summary>
    /// <param name="expected">What the bundle's manifest says.</param>
    /// <param name="source">What this support set is, for messages.</param>
    /// <exception cref="BundleException">The bundle preprocesses in another way.</exception>
    public void RequirePreprocessing(Preprocessing? expected, string source = "Support set")
    {
        if (Text(expected) != Text(Preprocessing))
            throw new BundleException($"{source}, preprocessing", Text(expected), Text(Preprocessing), "Show the examples again, so that they are preprocessed in the same way.");
    }

    /// <summary>Reads a support set.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="BundleException">The file is missing, or holds no support set.</exception>
    public static KeptSupport Load(string path) => Read(FileBytes.Read(path), path);

    /// <summary>Writes the support set so that a crash leaves the old file or the new one, whole.</summary>
    /// <param name="path">The file; replaced where it exists.</param>
    /// <exception cref="BundleException">The file cannot be written; the old one is untouched.</exception>
    public void Save(string path) => AtomicFile.Write(path, ToBytes());

    /// <summary>The bytes of the file; the same examples give the same bytes.</summary>
    public byte[] ToBytes()
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { [FormatKey] = CurrentFormat.ToString(CultureInfo.InvariantCulture) };
        if (Preprocessing is not null)
            metadata.Add(PreprocessingKey, Text(Preprocessing));
        if (Classes is not null)
            metadata.Add(ClassesKey, JsonSerializer.Serialize(Classes, StoreJson.Default.IReadOnlyListString));
        return Safetensors.Write([KeyValuePair.Create("x", X), KeyValuePair.Create("y", Y)], metadata);
    }

    internal static KeptSupport Read(ReadOnlyMemory<byte> bytes, string source)
    {
        var file = Safetensors.Read(bytes, source);
        if (!file.Metadata.TryGetValue(FormatKey, out var format) || format != $"{CurrentFormat}")
            throw new BundleException(source, $"a support set (metadata '{FormatKey}': {CurrentFormat})", format is null ? "another safetensors file" : $"'{format}'", "Check the path, or use a newer version of MamlEdge.");
        try
        {
            var preprocessing = file.Metadata.TryGetValue(PreprocessingKey, out var json) ? JsonSerializer.Deserialize(json, StoreJson.Default.Preprocessing) : null;
            var classes = file.Metadata.TryGetValue(ClassesKey, out var names) ? JsonSerializer.Deserialize(names, StoreJson.Default.IReadOnlyListString) : null;
            return new KeptSupport(file["x"], file["y"]) { Preprocessing = preprocessing, Classes = classes };
        }
        catch (JsonException error)
        {
            throw new BundleException($"{source}, '{PreprocessingKey}' or '{ClassesKey}'", "JSON as in a manifest", error.Message, WayOut, error);
        }
    }

    private static string Text(Preprocessing? preprocessing) => preprocessing is null ? "none" : JsonSerializer.Serialize(preprocessing, StoreJson.Default.Preprocessing);

    private static SafeTensor Joined(string name, SafeTensor first, SafeTensor second)
    {
        var a = first.Dimensions;
        var b = second.Dimensions;
        if (first.Type != second.Type || a.IsEmpty || b.IsEmpty || !a[1..].SequenceEqual(b[1..]))
        {
            throw new BundleException(
                $"Support sets to join, {name}", $"{first.Type.ManifestName()} of {TensorShape.Text(a)}, but for the number of examples",
                $"{second.Type.ManifestName()} of {TensorShape.Text(b)}", "Join support sets of one bundle.");
        }

        return new SafeTensor(first.Type, [a[0] + b[0], .. a[1..]], (byte[])[.. first.Data.Span, .. second.Data.Span]);
    }
}
