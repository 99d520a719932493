using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Models;
using MamlEdge.Exporter.Onnx;
using MamlEdge.Exporter.Onnx.Proto;

namespace MamlEdge.Exporter.Inspection;

/// <summary>
/// A model read for what it consists of, not for what it computes: calls of its functions are replaced by their nodes, and weights by
/// inputs of their shape, so that neither their values nor the files with them are needed.
/// </summary>
/// <param name="Nodes">All nodes, in their order.</param>
/// <param name="Function">The model as a function of its inputs and weights.</param>
/// <param name="Values">Its values by the names of the file; null for the empty name.</param>
/// <param name="Weights">Names of its initializers.</param>
internal sealed record FlatModel(IReadOnlyList<NodeProto> Nodes, Function Function, IReadOnlyDictionary<string, Value?> Values, IReadOnlySet<string> Weights)
{
    private const long LargestValueRead = 1024;

    /// <summary>Reads a model.</summary>
    /// <exception cref="ExporterException">The bytes are no model that can be read.</exception>
    public static FlatModel Read(byte[] model, string source)
    {
        var flat = LocalFunctions.Inline(OnnxFile.Parse(model, source)).Clone();
        var weights = flat.Graph.Initializer.Select(i => i.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var tensor in flat.Graph.Initializer.Where(IsWeight).ToArray())
        {
            flat.Graph.Initializer.Remove(tensor);
            if (flat.Graph.Input.All(i => i.Name != tensor.Name)) flat.Graph.Input.Add(Declared(tensor));
        }

        var function = OnnxReader.Read(flat, out var values);
        return new(flat.Graph.Node, function, values, weights);
    }

    private static bool IsWeight(TensorProto tensor) =>
        tensor.DataLocation == TensorProto.Types.DataLocation.External || tensor.Dims.Aggregate(1.0, (a, b) => a * b) > LargestValueRead;

    private static ValueInfoProto Declared(TensorProto tensor)
    {
        var type = new TypeProto.Types.Tensor { ElemType = tensor.DataType, Shape = new TensorShapeProto() };
        type.Shape.Dim.AddRange(tensor.Dims.Select(d => new TensorShapeProto.Types.Dimension { DimValue = d }));
        return new ValueInfoProto { Name = tensor.Name, Type = new TypeProto { TensorType = type } };
    }
}
