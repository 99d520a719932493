using MamlEdge.Exporter.Onnx.Proto;

namespace MamlEdge.Exporter.Onnx;

/// <summary>Functions that a model defines itself (ONNX FunctionProto).</summary>
internal static class LocalFunctions
{
    private const int DeepestCall = 32;

    /// <summary>The function that a node calls; null where the node is an operator.</summary>
    public static FunctionProto? Called(ModelProto model, NodeProto node) => model.Functions.FirstOrDefault(f => f.Name == node.OpType && f.Domain == node.Domain && f.Overload == node.Overload);

    /// <summary>
    /// The model with the nodes of the functions in the place of their calls; their names get the name of the call as a scope.
    /// </summary>
    /// <exception cref="ExporterException">Functions call each other in a circle.</exception>
    public static ModelProto Inline(ModelProto model)
    {
        if (model.Functions.Count == 0) return model;
        var flat = model.Clone();
        flat.Functions.Clear();
        flat.Graph.Node.Clear();
        flat.Graph.Node.AddRange(model.Graph.Node.SelectMany(n => Inline(model, n, 0)));
        return flat;
    }

    private static IEnumerable<NodeProto> Inline(ModelProto model, NodeProto node, int depth)
    {
        if (Called(model, node) is not { } function) return [node];
        if (depth == DeepestCall) throw new ExporterException($"The functions of the model call each other in a circle or more than {DeepestCall} deep; '{function.Domain}.{function.Name}' is one of them. Export the model again.");
        var scope = node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault(o => o.Length > 0) ?? node.OpType;
        var names = new Dictionary<string, string>(StringComparer.Ordinal) { [""] = "" };
        for (var i = 0; i < function.Input.Count; i++) names[function.Input[i]] = i < node.Input.Count ? node.Input[i] : "";
        // A result that the call leaves out is computed all the same, under a name of its own.
        for (var i = 0; i < Math.Min(function.Output.Count, node.Output.Count); i++)
        {
            if (node.Output[i].Length > 0) names.TryAdd(function.Output[i], node.Output[i]);
        }

        return function.Node.SelectMany(inner => Inline(model, Renamed(inner), depth + 1)).Concat(Passed());

        // A result that is an input, or is asked for under two names, needs a node that carries the name.
        IEnumerable<NodeProto> Passed() => function.Output.Zip(node.Output).Where(o => o.Second.Length > 0 && names[o.First] != o.Second)
            .Select(o => new NodeProto { OpType = "Identity", Name = $"{scope}/{o.First}", Input = { names[o.First] }, Output = { o.Second } });

        NodeProto Renamed(NodeProto inner)
        {
            var copy = inner.Clone();
            copy.Name = $"{scope}/{(inner.Name.Length > 0 ? inner.Name : inner.OpType)}";
            for (var i = 0; i < copy.Input.Count; i++) copy.Input[i] = NameOf(copy.Input[i]);
            for (var i = 0; i < copy.Output.Count; i++) copy.Output[i] = NameOf(copy.Output[i]);
            var attributes = copy.Attribute.Select(a => a.RefAttrName.Length == 0 ? a : Given(a)).OfType<AttributeProto>().ToArray();
            copy.Attribute.Clear();
            copy.Attribute.AddRange(attributes);
            return copy;
        }

        string NameOf(string name) => names.TryGetValue(name, out var known) ? known : names[name] = $"{scope}/{name}";

        AttributeProto? Given(AttributeProto reference)
        {
            var given = (node.Attribute.FirstOrDefault(a => a.Name == reference.RefAttrName) ?? function.AttributeProto.FirstOrDefault(a => a.Name == reference.RefAttrName))?.Clone();
            if (given is not null) given.Name = reference.Name;
            return given;
        }
    }
}
