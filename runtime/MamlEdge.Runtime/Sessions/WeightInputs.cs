using MamlEdge.Bundle;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>Adapted parameters as values of ONNX Runtime; with the meta-learned ones all parameters as graph inputs.</summary>
internal sealed class WeightInputs : IDisposable
{
    private readonly ThetaWeights _theta;
    private readonly Dictionary<string, OrtValue> _personal = new(StringComparer.Ordinal);

    /// <summary>Weights of a state.</summary>
    internal WeightInputs(ThetaWeights theta, IEnumerable<KeyValuePair<string, SafeTensor>> personal)
    {
        _theta = theta;
        foreach (var (name, tensor) in personal)
            _personal.Add(name, FloatMemory.Wrap(tensor));
    }

    /// <summary>What an adaptation graph gave, which this object then owns.</summary>
    internal WeightInputs(ThetaWeights theta, IEnumerable<KeyValuePair<string, OrtValue>> outputs)
    {
        _theta = theta;
        foreach (var (name, value) in outputs)
            _personal.Add(name, value);
    }

    /// <summary>Adds <c>theta.NAME</c> for every parameter: the personal one where there is one.</summary>
    internal void AddTo(Dictionary<string, OrtValue> inputs)
    {
        foreach (var (name, value) in _theta.Inputs)
            inputs.Add(BundleFiles.ThetaInput(name), _personal.GetValueOrDefault(name, value));
    }

    /// <summary>All parameters as graph inputs.</summary>
    internal Dictionary<string, OrtValue> ToInputs()
    {
        var inputs = new Dictionary<string, OrtValue>(StringComparer.Ordinal);
        AddTo(inputs);
        return inputs;
    }

    /// <summary>Copies of the personal weights.</summary>
    internal Dictionary<string, SafeTensor> ToTensors() => _personal.ToDictionary(
        pair => pair.Key,
        pair => SafeTensor.FromFloats(pair.Value.GetTensorDataAsSpan<float>(), pair.Value.GetTensorTypeAndShape().Shape),
        StringComparer.Ordinal);

    /// <summary>The first personal parameter that has a value that is NaN or infinite; null where there is none.</summary>
    internal string? FirstNotFinite() =>
        _personal.Where(pair => Finite.FirstNot(pair.Value.GetTensorDataAsSpan<float>()) >= 0).Select(pair => pair.Key).FirstOrDefault();

    public void Dispose()
    {
        foreach (var value in _personal.Values)
            value.Dispose();
    }
}
