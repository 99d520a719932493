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
/// <param name="Parameters">
/// Names of those that are parameters. In a graph of a bundle their data lies in another file, or inputs <c>theta.*</c> take their place; in
/// any other model they are the float initializers with an axis. The rest are constants: indices, shapes, single numbers.
/// </param>
internal sealed record FlatModel(
    IReadOnlyList<NodeProto> Nodes, Function Function, IReadOnlyDictionary<string, Value?> Values, IReadOnlySet<string> Weights, IReadOnlySet<string> Parameters)
{
    private const long LargestValueRead = 1024;

    /// <summary>Reads a model.</summary>
    /// <exception cref="ExporterException">The bytes are no model that can be read.</exception>
    public static FlatModel Read(byte[] model, string source)
    {
        var flat = LocalFunctions.Inline(OnnxFile.Parse(model, source)).Clone();
        var weights = flat.Graph.Initializer.Select(i => i.Name).ToHashSet(StringComparer.Ordinal);
        var parameters = ParametersOf(flat.Graph);
        foreach (var tensor in flat.Graph.Initializer.Where(IsWeight).ToArray())
        {
            flat.Graph.Initializer.Remove(tensor);
            if (flat.Graph.Input.All(i => i.Name != tensor.Name)) flat.Graph.Input.Add(Declared(tensor));
        }

        var function = OnnxReader.Read(flat, null, out var values);
        return new(flat.Graph.Node, function, values, weights, parameters);
    }

    /// <summary>Whether a value is stored or takes the place of a parameter, so that no run makes it.</summary>
    public bool IsStored(string name) => Weights.Contains(name) || Parameters.Contains(name);

    /// <summary>The size of a value; 0 where its shape is not known.</summary>
    public long BytesOf(string name, FreeLengths lengths) => Values.GetValueOrDefault(name) is { HasShape: true } value
        ? lengths.Of(value.Shape).Aggregate(1L, (a, b) => checked(a * b)) * BytesOf(value.Type) : 0;

    private static int BytesOf(DataType type) => type switch
    {
        DataType.Float64 or DataType.Int64 or DataType.UInt64 => 8,
        DataType.Float32 or DataType.Int32 or DataType.UInt32 => 4,
        DataType.Float16 or DataType.BFloat16 or DataType.Int16 or DataType.UInt16 => 2,
        _ => 1,
    };

    private static HashSet<string> ParametersOf(GraphProto graph)
    {
        HashSet<string> fed = [.. graph.Input.Select(i => i.Name).Where(n => n.StartsWith("theta.", StringComparison.Ordinal)), .. graph.Initializer.Where(IsElsewhere).Select(i => i.Name)];
        return fed.Count > 0 ? fed : [.. graph.Initializer.Where(i => i.Dims.Count > 0 && ((DataType)i.DataType).IsFloat()).Select(i => i.Name)];
    }

    private static bool IsElsewhere(TensorProto tensor) => tensor.DataLocation == TensorProto.Types.DataLocation.External;

    private static bool IsWeight(TensorProto tensor) =>
        IsElsewhere(tensor) || tensor.Dims.Aggregate(1.0, (a, b) => a * b) > LargestValueRead;

    private static ValueInfoProto Declared(TensorProto tensor)
    {
        var type = new TypeProto.Types.Tensor { ElemType = tensor.DataType, Shape = new TensorShapeProto() };
        type.Shape.Dim.AddRange(tensor.Dims.Select(d => new TensorShapeProto.Types.Dimension { DimValue = d }));
        return new ValueInfoProto { Name = tensor.Name, Type = new TypeProto { TensorType = type } };
    }
}
