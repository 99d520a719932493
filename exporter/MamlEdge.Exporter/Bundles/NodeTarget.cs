using Google.Protobuf.Collections;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Onnx;
using MamlEdge.Exporter.Onnx.Proto;

namespace MamlEdge.Exporter.Bundles;

/// <summary>Where a writer puts what it writes.</summary>
/// <param name="Nodes">Takes the nodes, in order.</param>
/// <param name="Constant">Takes a named constant.</param>
/// <param name="Computed">Takes the name of a value that a node computes.</param>
/// <param name="Callee">Gives the name of a function of the model.</param>
internal sealed record NodeTarget(RepeatedField<NodeProto> Nodes, Action<string, Tensor> Constant, Action<string, Value> Computed, Func<SharedFunction, string> Callee)
{
    /// <summary>
    /// A graph. Symbolic lengths of computed values are written down: so ONNX Runtime sees which buffers fit each other, where otherwise it
    /// compares each with all others at every load. So are the types of results of nodes that are carried through, because no rule gives them to who reads the graph again.
    /// </summary>
    public static NodeTarget Of(GraphProto graph, Func<SharedFunction, string> callee) => new(
        graph.Node,
        (name, tensor) => graph.Initializer.Add(TensorValues.Write(name, (int)tensor.Type, tensor.Dims, tensor.Values)),
        (name, value) =>
        {
            if (value.HasShape && (!value.Shape.IsKnown || value.Op.Outputs > 0)) graph.ValueInfo.Add(Info(name, value));
        },
        callee);

    /// <summary>A function of a model, whose constants are nodes.</summary>
    public static NodeTarget Of(FunctionProto function, Func<SharedFunction, string> callee) =>
        new(function.Node, (name, tensor) => function.Node.Add(NodeWriter.Constant(name, tensor)), (_, _) => { }, callee);

    /// <summary>Name, type and shape of a value.</summary>
    public static ValueInfoProto Info(string name, Value value)
    {
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)value.Type };
        if (value.HasShape)
        {
            tensor.Shape = new TensorShapeProto();
            tensor.Shape.Dim.AddRange(value.Shape.Select(d => d.IsKnown
                ? new TensorShapeProto.Types.Dimension { DimValue = d.Known }
                : new TensorShapeProto.Types.Dimension { DimParam = d.ToString() }));
        }

        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }
}
