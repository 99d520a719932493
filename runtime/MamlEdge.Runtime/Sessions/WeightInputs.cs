using MamlEdge.Bundle;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>Adapted parameters as values of ONNX Runtime over their own memory; with the meta-learned ones all parameters as graph inputs.</summary>
internal sealed class WeightInputs : IDisposable
{
    private readonly ThetaWeights _theta;
    private readonly Dictionary<string, OrtValue> _values = new(StringComparer.Ordinal);

    internal WeightInputs(ThetaWeights theta, IReadOnlyDictionary<string, SafeTensor> adapted)
    {
        (_theta, Tensors) = (theta, adapted);
        foreach (var (name, tensor) in adapted)
            _values.Add(name, FloatMemory.Wrap(tensor));
    }

    /// <summary>The adapted parameters by name.</summary>
    internal IReadOnlyDictionary<string, SafeTensor> Tensors { get; }

    /// <summary>The same as values of ONNX Runtime, which reads and writes the tensors' memory.</summary>
    internal IReadOnlyDictionary<string, OrtValue> Values => _values;

    /// <summary>All parameters as graph inputs <c>theta.NAME</c>: the adapted one where there is one.</summary>
    internal Dictionary<string, OrtValue> ToInputs() => _theta.Inputs.ToDictionary(
        pair => BundleFiles.ThetaInput(pair.Key), pair => _values.GetValueOrDefault(pair.Key, pair.Value), StringComparer.Ordinal);

    /// <summary>The first adapted parameter that has a value that is NaN or infinite; null where there is none.</summary>
    internal string? FirstNotFinite() =>
        Tensors.Where(pair => Finite.FirstNot(pair.Value.AsFloats()) >= 0).Select(pair => pair.Key).FirstOrDefault();

    public void Dispose()
    {
        foreach (var value in _values.Values)
            value.Dispose();
    }
}
