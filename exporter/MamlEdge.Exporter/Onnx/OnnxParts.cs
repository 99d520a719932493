using MamlEdge.Exporter.Onnx.Proto;

namespace MamlEdge.Exporter.Onnx;

/// <summary>The parts of a model, wherever they are nested: graphs in attributes of nodes, in functions, in graphs.</summary>
internal static class OnnxParts
{
    /// <summary>Whether operators of a domain are those of ONNX itself.</summary>
    public static bool IsDefaultDomain(string domain) => domain is "" or "ai.onnx";

    /// <summary>The graph and all graphs in it.</summary>
    public static IEnumerable<GraphProto> Graphs(GraphProto graph)
    {
        var stack = new Stack<GraphProto>([graph]);
        while (stack.TryPop(out var next))
        {
            yield return next;
            foreach (var inner in next.Node.SelectMany(Graphs)) stack.Push(inner);
        }
    }

    /// <summary>The graphs that a node holds, as branches or bodies.</summary>
    public static IEnumerable<GraphProto> Graphs(NodeProto node) =>
        node.Attribute.SelectMany(a => a.G is null ? a.Graphs : a.Graphs.Prepend(a.G));

    /// <summary>All graphs of a model, those in functions included.</summary>
    public static IEnumerable<GraphProto> Graphs(ModelProto model) =>
        Graphs(model.Graph).Concat(model.Functions.SelectMany(f => f.Node).SelectMany(Graphs).SelectMany(Graphs));

    /// <summary>All nodes of a model.</summary>
    public static IEnumerable<NodeProto> Nodes(ModelProto model) => Graphs(model).SelectMany(g => g.Node).Concat(model.Functions.SelectMany(f => f.Node));

    /// <summary>All tensors of a model: initializers and attributes, sparse ones included.</summary>
    public static IEnumerable<TensorProto> Tensors(ModelProto model) =>
        Graphs(model).SelectMany(g => g.Initializer.Concat(g.SparseInitializer.SelectMany(Parts)))
            .Concat(Nodes(model).SelectMany(n => n.Attribute).Concat(model.Functions.SelectMany(f => f.AttributeProto)).SelectMany(Tensors));

    /// <summary>
    /// The names that a node uses: its inputs, and what the graphs it holds take from around them.
    /// </summary>
    public static IEnumerable<string> Uses(NodeProto node)
    {
        if (!node.Attribute.Any(a => a.G is not null || a.Graphs.Count > 0)) return node.Input;
        return node.Input.Concat(Graphs(node).SelectMany(Captures));
    }

    private static IEnumerable<string> Captures(GraphProto graph)
    {
        var own = graph.Input.Select(i => i.Name).Concat(graph.Initializer.Select(i => i.Name)).Concat(graph.SparseInitializer.Select(s => s.Values?.Name ?? ""))
            .Concat(graph.Node.SelectMany(n => n.Output)).ToHashSet(StringComparer.Ordinal);
        return graph.Node.SelectMany(Uses).Concat(graph.Output.Select(o => o.Name)).Where(name => !own.Contains(name));
    }

    private static IEnumerable<TensorProto> Tensors(AttributeProto a)
    {
        if (a.T is not null) yield return a.T;
        foreach (var tensor in a.Tensors) yield return tensor;
        foreach (var tensor in (a.SparseTensor is null ? a.SparseTensors : a.SparseTensors.Prepend(a.SparseTensor)).SelectMany(Parts)) yield return tensor;
    }

    private static IEnumerable<TensorProto> Parts(SparseTensorProto sparse) => new[] { sparse.Values, sparse.Indices }.OfType<TensorProto>();
}
