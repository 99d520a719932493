using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Onnx;
using MamlEdge.Exporter.Onnx.Proto;
using MamlEdge.Exporter.Operators;
using ElementType = MamlEdge.Exporter.Onnx.Proto.TensorProto.Types.DataType;

namespace MamlEdge.Exporter.Models;

/// <summary>Constants of a model: <c>Constant</c> nodes in every form of their attribute, and initializers, dense and sparse.</summary>
internal static class OnnxConstants
{
    /// <summary>The value of a <c>Constant</c> node.</summary>
    /// <exception cref="ExporterException">It has not exactly one attribute that gives a value.</exception>
    public static Value Read(IReadOnlyList<AttributeProto> attributes, string name, ReadingScope scope)
    {
        if (attributes is not [var a]) throw new ExporterException($"Constant '{name}': expected one attribute that gives its value, got {attributes.Count}. The model is damaged; export it again.");
        var tensor = a.Name switch
        {
            "value" => a.T,
            "sparse_value" => a.SparseTensor is { } sparse ? SparseTensors.Dense(sparse) : null,
            "value_float" => new TensorProto { DataType = (int)ElementType.Float, FloatData = { a.F } },
            "value_floats" => new TensorProto { DataType = (int)ElementType.Float, Dims = { a.Floats.Count }, FloatData = { a.Floats } },
            "value_int" => new TensorProto { DataType = (int)ElementType.Int64, Int64Data = { a.I } },
            "value_ints" => new TensorProto { DataType = (int)ElementType.Int64, Dims = { a.Ints.Count }, Int64Data = { a.Ints } },
            "value_string" => new TensorProto { DataType = (int)ElementType.String, StringData = { a.S } },
            "value_strings" => new TensorProto { DataType = (int)ElementType.String, Dims = { a.Strings.Count }, StringData = { a.Strings } },
            _ => null,
        };
        return Of(tensor ?? throw new ExporterException($"Constant '{name}': its attribute '{a.Name}' gives no value. The model is damaged; export it again."), name, scope);
    }

    /// <summary>Makes the initializers of a graph values of a scope. They keep their names until it is decided which are parameters.</summary>
    public static void ReadInitializers(GraphProto graph, ReadingScope scope)
    {
        using var bare = scope.Graph.Within("");
        foreach (var tensor in graph.Initializer.Concat(graph.SparseInitializer.Select(SparseTensors.Dense)))
        {
            scope[tensor.Name] = scope.Context.TensorOf(tensor) is not Tensor value ? Of(tensor, tensor.Name, scope)
                : scope.Graph.Add(Leaves.Initializer, [], new Attributes(("name", tensor.Name), ("value", value), ("stored", Kept(tensor, value))), tensor.Name);
        }
    }

    /// <summary>An initializer under a name that it had before the exporter merged equal ones.</summary>
    public static Value Restored(Value merged, string name, ReadingScope scope)
    {
        using var bare = scope.Graph.Within("");
        return scope.Graph.Add(Leaves.Initializer, [], merged.Attributes.With("name", name), name);
    }

    private static Value Of(TensorProto tensor, string name, ReadingScope scope) => scope.Context.TensorOf(tensor) switch
    {
        Tensor numbers => scope.Graph.NewConstant(numbers, name),
        var stored => scope.Graph.Add(Leaves.Stored, [], new Attributes(("value", stored)), name),
    };

    /// <summary>The type in the file where it is read as another one.</summary>
    private static DataType? Kept(TensorProto tensor, Tensor value) => tensor.DataType == (int)value.Type ? null : (DataType)tensor.DataType;
}
