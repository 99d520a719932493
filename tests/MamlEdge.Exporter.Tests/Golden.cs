using System.Text.Json;
using MamlEdge.Bundle;

namespace MamlEdge.Exporter.Tests;

/// <summary>Reference tensors of a case, and how close results are to them.</summary>
internal sealed class Golden
{
    private readonly Dictionary<string, Tensor> _tensors;

    private Golden(string folder, string name)
    {
        Model = Path.Combine(folder, name + ".onnx");
        _tensors = Safetensors.Read(Path.Combine(folder, name + ".safetensors")).Entries
            .ToDictionary(t => t.Name, t => ToTensor(t.Tensor), StringComparer.Ordinal);
    }

    public string Model { get; }

    public IEnumerable<string> Names => _tensors.Keys;

    public Tensor this[string name] => _tensors[name];

    public static Golden Op(string name) => new(Path.Combine(SharedData.Golden, "ops"), name);

    public static Golden Maml(string name) => new(Path.Combine(SharedData.Golden, "maml"), name);

    /// <summary>A module of PyTorch with its gradients, written by PyTorch/make_references.py.</summary>
    public static Golden PyTorch(string name) => new(SharedData.PyTorch, name);

    public static IEnumerable<JsonElement> Cases(string folder)
    {
        var index = Path.Combine(SharedData.Golden, folder, "index.json");
        return File.Exists(index) ? JsonDocument.Parse(File.ReadAllText(index)).RootElement.GetProperty("cases").EnumerateArray() : [];
    }

    public bool Has(string name) => _tensors.ContainsKey(name);

    /// <summary>Largest difference over the named tensors, relative to the largest reference entry of all of them.</summary>
    public double Difference(IEnumerable<(string Reference, Tensor Result)> pairs)
    {
        var (largest, scale) = (0.0, 0.0);
        foreach (var (name, result) in pairs)
        {
            var reference = _tensors[name];
            Assert.Equal(reference.Values.Length, result.Values.Length);
            for (var i = 0; i < reference.Values.Length; i++)
            {
                var difference = Math.Abs(reference.Values[i] - result.Values[i]);
                largest = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(largest, difference);
                scale = Math.Max(scale, Math.Abs(reference.Values[i]));
            }
        }

        return largest == 0 ? 0 : largest / Math.Max(scale, 1e-30);
    }

    private static Tensor ToTensor(SafeTensor tensor) => tensor.Type switch
    {
        ElementType.Int64 => new(DataType.Int64, tensor.Shape, Array.ConvertAll(tensor.ToLongs(), v => (double)v)),
        ElementType.Bool => new(DataType.Bool, tensor.Shape, [.. tensor.Data.ToArray().Select(b => (double)b)]),
        _ => new(DataType.Float64, tensor.Shape, tensor.ToDoubles()),
    };
}
