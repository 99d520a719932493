using MamlEdge.Bundle;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>
/// The meta-learned parameters of a bundle, in the three forms that graphs take weights: the file that their external
/// data refers to, that file with personal weights in place of the adapted ones, and graph inputs.
/// </summary>
internal sealed class ThetaWeights : IDisposable
{
    private readonly Manifest _manifest;
    private readonly byte[] _bytes;
    private readonly SafetensorsFile _file;
    private readonly Lock _lock = new();
    private Dictionary<string, OrtValue>? _inputs;

    /// <summary>Reads and checks the parameters.</summary>
    internal ThetaWeights(BundleReader bundle, bool verify)
    {
        _manifest = bundle.Manifest;
        _bytes = bundle.Read(BundleFiles.Theta, verify);
        var source = Path.Combine(bundle.Location, BundleFiles.Theta);
        _file = Safetensors.Read(_bytes, source);
        foreach (var parameter in bundle.Manifest.Parameters)
        {
            var tensor = _file[parameter.Name];
            if (tensor.Type != parameter.Type || !tensor.Dimensions.SequenceEqual(parameter.Shape))
            {
                throw new BundleException(
                    $"{source}, '{parameter.Name}'",
                    $"{parameter.Type.ManifestName()} {TensorShape.Text(parameter.Shape)}, as the manifest says",
                    $"{tensor.Type.ManifestName()} {TensorShape.Text(tensor.Dimensions)}",
                    "Export the bundle again.");
            }
        }
    }

    /// <summary>The meta-learned value of a parameter.</summary>
    internal SafeTensor this[string name] => _file[name];

    /// <summary>The adapted parameters as they were meta-learned.</summary>
    internal IEnumerable<KeyValuePair<string, SafeTensor>> Adapted => _manifest.Parameters
        .Where(parameter => parameter.Adapted).Select(parameter => KeyValuePair.Create(parameter.Name, _file[parameter.Name]));

    /// <summary>The file that the graphs' external data refers to, as it was checked, with a state's weights in place of the adapted ones.</summary>
    /// <param name="state">Personal weights; null for the meta-learned ones.</param>
    internal byte[] FileFor(PersonalState? state)
    {
        if (state is null)
            return _bytes;
        var bytes = _bytes.AsSpan().ToArray();
        foreach (var (name, tensor) in state.Parameters)
        {
            _ = _file.TryGet(name, out var entry);
            tensor.Data.Span.CopyTo(bytes.AsSpan((int)entry!.FileOffset, entry.Tensor.Data.Length));
        }

        return bytes;
    }

    /// <summary>The meta-learned parameters as values of ONNX Runtime, by name; owned by this object.</summary>
    internal IReadOnlyDictionary<string, OrtValue> Inputs
    {
        get
        {
            lock (_lock)
            {
                return _inputs ??= _manifest.Parameters.ToDictionary(
                    parameter => parameter.Name,
                    parameter => FloatMemory.Wrap(_file[parameter.Name]),
                    StringComparer.Ordinal);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var value in _inputs?.Values ?? Enumerable.Empty<OrtValue>())
                value.Dispose();
            _inputs = null;
        }
    }
}
