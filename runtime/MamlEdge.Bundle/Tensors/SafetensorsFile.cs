using System.Diagnostics.CodeAnalysis;

namespace MamlEdge.Bundle;

/// <summary>The contents of a safetensors file: named tensors in the order of the header, and a map of texts.</summary>
public sealed class SafetensorsFile
{
    private readonly Dictionary<string, SafetensorsEntry> _byName;
    private readonly string _source;

    internal SafetensorsFile(
        string source, IReadOnlyList<SafetensorsEntry> entries, IReadOnlyDictionary<string, string> metadata)
    {
        _source = source;
        Entries = entries;
        Metadata = metadata;
        _byName = entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
    }

    /// <summary>The tensors in the order of the header.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries { get; }

    /// <summary>The texts under <c>__metadata__</c>; empty where there are none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensor of a name.</summary>
    /// <param name="name">Name in the header; case matters.</param>
    /// <exception cref="BundleException">There is no such tensor; the message lists those that there are.</exception>
    public SafeTensor this[string name] => _byName.TryGetValue(name, out var entry)
        ? entry.Tensor
        : throw new BundleException(
            _source,
            $"a tensor '{name}'",
            Entries.Count == 0 ? "no tensors" : string.Join(", ", Entries.Take(20).Select(e => $"'{e.Name}'")),
            "Check the name, or the program that wrote the file.");

    /// <summary>Looks a tensor up by name.</summary>
    /// <param name="name">Name in the header; case matters.</param>
    /// <param name="entry">The tensor and its place, where there is one.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGet(string name, [NotNullWhen(true)] out SafetensorsEntry? entry) =>
        _byName.TryGetValue(name, out entry);
}
