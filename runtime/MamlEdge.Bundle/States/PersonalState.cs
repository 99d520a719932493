namespace MamlEdge.Bundle;

/// <summary>
/// What one user's adaptation learned: the adapted parameters of a bundle, with the bundle they belong to, the steps
/// and losses that led there, and the state before. On disk a safetensors file that any reader opens; see
/// <see cref="PersonalStateFile"/>.
/// </summary>
public sealed class PersonalState
{
    private readonly Dictionary<string, SafeTensor> _byName;
    private string? _sha256; // computed when first asked for: it reads all parameters

    /// <summary>Creates a state.</summary>
    /// <param name="origin">Bundle, steps, losses, time and parent.</param>
    /// <param name="parameters">Adapted parameters by name.</param>
    public PersonalState(PersonalStateOrigin origin, IEnumerable<KeyValuePair<string, SafeTensor>> parameters)
    {
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(parameters);
        Origin = origin;
        Parameters = [.. parameters.OrderBy(pair => pair.Key, StringComparer.Ordinal)];
        _byName = Parameters.ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>Bundle, steps, losses, time and parent.</summary>
    public PersonalStateOrigin Origin { get; }

    /// <summary>Adapted parameters in the order of their names.</summary>
    public IReadOnlyList<KeyValuePair<string, SafeTensor>> Parameters { get; }

    /// <summary>
    /// Identifies the state: SHA-256 over its parameters and origin, in lower-case hexadecimal. Kept in the file and
    /// compared on reading.
    /// </summary>
    public string Sha256 => _sha256 ??= PersonalStateFile.Checksum(this);

    /// <summary>The value of an adapted parameter.</summary>
    /// <param name="name">Name in the manifest's parameter table.</param>
    /// <exception cref="KeyNotFoundException">The state has no such parameter.</exception>
    public SafeTensor this[string name] => _byName[name];

    /// <summary>Reads a state and checks that it is undamaged.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="BundleException">The file is missing, no personal state, of a newer format, or damaged.</exception>
    public static PersonalState Load(string path) => PersonalStateFile.Read(FileBytes.Read(path), path);

    /// <summary>Writes the state so that a crash leaves the old file or the new one, whole.</summary>
    /// <param name="path">The file; replaced where it exists.</param>
    /// <exception cref="BundleException">The file cannot be written; the old one is untouched.</exception>
    public void Save(string path) => AtomicFile.Write(path, PersonalStateFile.ToBytes(this));

    /// <summary>Checks that the state was adapted from a bundle and has exactly its adapted parameters.</summary>
    /// <param name="manifest">The bundle's manifest.</param>
    /// <param name="bundleSha256">The bundle's <see cref="BundleReader.Sha256"/>.</param>
    /// <param name="source">What the state is, for messages.</param>
    /// <exception cref="BundleException">The state belongs to another bundle or does not fit it.</exception>
    public void RequireBundle(Manifest manifest, string bundleSha256, string source = "Personal state")
    {
        ArgumentNullException.ThrowIfNull(manifest);
        if (Origin.BundleSha256 != bundleSha256)
        {
            throw new BundleException(
                source,
                $"a state of bundle '{manifest.Name}' ({FileDigest.Short(bundleSha256)})",
                $"one of '{Origin.BundleName}' ({FileDigest.Short(Origin.BundleSha256)})",
                "Load the bundle that it was adapted from, or adapt again with this one.");
        }

        var adapted = manifest.Parameters.Where(parameter => parameter.Adapted).ToList();
        foreach (var parameter in adapted)
        {
            if (!_byName.TryGetValue(parameter.Name, out var tensor)
                || tensor.Type != parameter.Type
                || !Fits(tensor.Dimensions, parameter))
            {
                throw new BundleException(
                    $"{source}, parameter '{parameter.Name}'",
                    $"{parameter.Type.ManifestName()} {TensorShape.Text(parameter.Shape)}{(parameter.PerClass ? ", as often as there are classes" : "")}",
                    tensor is null ? "none" : $"{tensor.Type.ManifestName()} {TensorShape.Text(tensor.Dimensions)}",
                    "Adapt again with this bundle.");
            }
        }

        var classes = adapted.Where(parameter => parameter.PerClass).Select(parameter => _byName[parameter.Name].Dimensions[0]).Distinct().ToArray();
        if (classes.Length > 1)
        {
            throw new BundleException(
                source, "as many rows in every parameter that has one for each class", string.Join(", ", classes), "Adapt again with this bundle.");
        }

        if (_byName.Count != adapted.Count)
        {
            throw new BundleException(
                source, $"{adapted.Count} adapted parameters", $"{_byName.Count}", "Adapt again with this bundle.");
        }
    }

    /// <summary>Of parameters with a row for each class the manifest has the shape of one row.</summary>
    private static bool Fits(ReadOnlySpan<long> dimensions, ParameterSpec parameter) => parameter.PerClass
        ? dimensions.Length == parameter.Shape.Length && dimensions[0] >= 1 && dimensions[1..].SequenceEqual(parameter.Shape.AsSpan(1))
        : dimensions.SequenceEqual(parameter.Shape);
}
