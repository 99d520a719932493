using MamlEdge.Bundle;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>All parameters as graph inputs: personal weights where there are any, else the meta-learned ones.</summary>
internal sealed class WeightInputs : IDisposable
{
    private readonly ThetaWeights _theta;
    private readonly Dictionary<string, OrtValue> _personal = new(StringComparer.Ordinal);

    internal WeightInputs(ThetaWeights theta, IEnumerable<KeyValuePair<string, SafeTensor>> personal)
    {
        _theta = theta;
        foreach (var (name, tensor) in personal)
        {
            _personal.Add(
                BundleFiles.ThetaInput(name), OrtValue.CreateTensorValueFromMemory(tensor.ToFloats(), tensor.Shape));
        }
    }

    internal void AddTo(Dictionary<string, OrtValue> inputs)
    {
        foreach (var (name, value) in _theta.Inputs)
            inputs.Add(name, _personal.GetValueOrDefault(name, value));
    }

    public void Dispose()
    {
        foreach (var value in _personal.Values)
            value.Dispose();
    }
}
