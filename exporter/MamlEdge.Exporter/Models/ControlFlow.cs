using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Onnx.Proto;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Models;

/// <summary>
/// Reads If, Loop and Scan. They are carried through, with each branch or body as a function that has what it uses from around it as
/// further inputs; an If whose condition is known is what its branch computes.
/// </summary>
internal static class ControlFlow
{
    /// <summary>The results of a node that holds subgraphs.</summary>
    public static IReadOnlyList<Value?> Read(NodeProto node, string name, IReadOnlyList<AttributeProto> attributes, IReadOnlyList<Value?> inputs, ReadingScope scope)
    {
        if (node.OpType is not ("If" or "Loop" or "Scan") || attributes.Any(a => a.Graphs.Count > 0))
            throw new ExporterException($"{node.OpType} '{name}': it holds subgraphs, which only If, Loop and Scan may. Export the model without it.");
        if (node.OpType == "If" && inputs is [{ } condition] && condition.Evaluate() is { Values: [var known] })
            return Inlined(attributes.FirstOrDefault(a => a.Name == (known != 0 ? "then_branch" : "else_branch"))?.G, name, scope);
        var bodies = attributes.Where(a => a.G is not null).OrderBy(a => a.Name, StringComparer.Ordinal)
            .Select(a => (a.Name, Scope: scope.Subgraph($"{name}.{a.Name}"), a.G)).ToList();
        var read = bodies.Select(b => (b.Name, Graph: Body(b.G, node, inputs, b.Scope))).ToList();
        var all = read.Aggregate(OnnxAttributes.Of(attributes, scope.Context), (a, b) => a.With(b.Name, b.Graph));
        Value[] uses = [.. inputs.Select(i => i ?? scope.Graph.Add(Leaves.Absent, [])), .. bodies.SelectMany(b => b.Scope.Captures).Select(c => c.Outer)];
        return [.. node.Output.Select((output, slot) => scope.Graph.Add(
            scope.Context.Carried(node.OpType, slot, node.Output.Count, scope.Opset, ""), uses, all, name, CarriedNodes.Type(output, name, Inferred(node, slot, [.. read.Select(r => r.Graph.Body)]), scope)))];
    }

    private static List<Value?> Inlined(GraphProto? branch, string name, ReadingScope scope)
    {
        if (branch is null) throw new ExporterException($"If '{name}': the branch that its condition chooses is missing. The model is damaged; export it again.");
        var inside = scope.Branch(name);
        OnnxConstants.ReadInitializers(branch, inside);
        inside.Declare(branch.ValueInfo.Concat(branch.Output));
        OnnxReader.ReadNodes(branch.Node, inside);
        return [.. branch.Output.Select(o => inside.Find(o.Name, $"If '{name}'"))];
    }

    private static Subgraph Body(GraphProto graph, NodeProto node, IReadOnlyList<Value?> inputs, ReadingScope inside)
    {
        OnnxConstants.ReadInitializers(graph, inside);
        inside.Declare(graph.ValueInfo.Concat(graph.Output));
        var formal = new List<Value>();
        foreach (var input in graph.Input)
        {
            var type = inside.Context.TypeOf(input.Type, input.Name) ?? Fed(node, inputs, formal.Count);
            formal.Add(inside.Graph.NewInput($"in.{formal.Count}", type.Type, type.Shape));
            inside[input.Name] = formal[^1];
        }

        OnnxReader.ReadNodes(graph.Node, inside);
        var outputs = graph.Output.Select(o => new Output(o.Name, inside.Find(o.Name, $"{node.OpType} '{node.Name}'")!)).ToList();
        if (outputs.Count == 0) throw new ExporterException($"{node.OpType} '{node.Name}': a subgraph has no outputs. The model is damaged; export it again.");
        return new(new([.. formal, .. inside.Captures.Select(c => c.Inner)], outputs), inside.Captures.Count);
    }

    /// <summary>The type of a formal input that declares none: Loop has the iteration and the condition first, then comes what is fed.</summary>
    private static TypedShape Fed(NodeProto node, IReadOnlyList<Value?> inputs, int formal) => node.OpType == "Loop" && formal == 0 ? new(DataType.Int64, Shape.Scalar)
        : node.OpType == "Loop" && formal == 1 ? new(DataType.Bool, Shape.Scalar)
        : formal < inputs.Count && inputs[formal] is { } fed ? new(fed.Type, null)
        : throw new ExporterException($"{node.OpType} '{node.Name}': the type of input {formal} of its body is not declared. Export the model with shape information (onnx.shape_inference).");

    /// <summary>What the bodies say of a result: If has that of its branches where they agree; a body's own shape may grow with iterations.</summary>
    private static TypedShape Inferred(NodeProto node, int slot, IReadOnlyList<Function> bodies)
    {
        var at = node.OpType == "Loop" ? slot + 1 : slot;
        if (bodies.Any(b => at >= b.Outputs.Count)) throw new ExporterException($"{node.OpType} '{node.Name}' has more outputs than its subgraphs. The model is damaged; export it again.");
        if (bodies.Count != (node.OpType == "If" ? 2 : 1)) throw new ExporterException($"{node.OpType} '{node.Name}' has {bodies.Count} subgraphs. The model is damaged; export it again.");
        var results = bodies.Select(b => b.Outputs[at].Value.TypedShape).ToList();
        var agreed = node.OpType == "If" && results.All(r => r.Shape is not null && r.Shape.Equals(results[0].Shape));
        return agreed ? results[0] : new TypedShape(results[0].Type, null);
    }
}
