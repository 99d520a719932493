using MamlEdge.Exporter.Onnx.Proto;

namespace MamlEdge.Exporter.Onnx;

/// <summary>What must hold in every graph of a model before its operators are looked at: names, and one definition for each.</summary>
internal static class OnnxChecks
{
    /// <summary>Refuses models whose names do not say what is meant.</summary>
    /// <exception cref="ExporterException">A value, input, output, attribute or function is there twice, or has no name.</exception>
    public static void Check(ModelProto model, string source)
    {
        foreach (var graph in OnnxParts.Graphs(model)) Check(graph, source);
        foreach (var node in OnnxParts.Nodes(model)) Check(node, source);
        var function = Twice(model.Functions.Select(f => $"{f.Domain}.{f.Name}{(f.Overload.Length > 0 ? ":" + f.Overload : "")}"));
        if (function is not null) throw Damaged(source, $"the function '{function}' is defined twice, expected once");
        foreach (var f in model.Functions)
        {
            if (f.Input.Any(i => i.Length == 0) || f.Output.Any(o => o.Length == 0)) throw Damaged(source, $"an input or output of the function '{f.Domain}.{f.Name}' has no name");
            if (Twice(f.Input.Concat(f.Node.SelectMany(n => n.Output))) is { } value) throw Damaged(source, $"the value '{value}' is defined twice in the function '{f.Domain}.{f.Name}', expected once");
        }
    }

    private static void Check(GraphProto graph, string source)
    {
        if (graph.Input.Any(i => i.Name.Length == 0)) throw Damaged(source, "an input has no name");
        if (graph.Output.Any(o => o.Name.Length == 0)) throw Damaged(source, "an output has no name");
        var initializers = graph.Initializer.Select(i => i.Name).Concat(graph.SparseInitializer.Select(s => s.Values?.Name ?? "")).ToList();
        if (initializers.Any(name => name.Length == 0)) throw Damaged(source, "an initializer has no name");
        // An initializer may be an input as well: then it is that input's default (the only form before IR version 4).
        var inputs = graph.Input.Select(i => i.Name).Except(initializers);
        if (Twice(graph.Input.Select(i => i.Name)) is { } input) throw Damaged(source, $"the input '{input}' is declared twice, expected once");
        if (Twice(graph.Output.Select(o => o.Name)) is { } output) throw Damaged(source, $"the output '{output}' is declared twice, expected once");
        if (Twice(graph.Node.SelectMany(n => n.Output).Concat(initializers).Concat(inputs)) is { } value) throw Damaged(source, $"the value '{value}' is defined twice, expected once");
    }

    private static void Check(NodeProto node, string source)
    {
        if (node.OpType.Length == 0) throw Damaged(source, $"node '{node.Name}' names no operator");
        if (node.Attribute.Any(a => a.Name.Length == 0)) throw Damaged(source, $"an attribute of {node.OpType} '{node.Name}' has no name");
        if (Twice(node.Attribute.Select(a => a.Name)) is { } name) throw Damaged(source, $"{node.OpType} '{node.Name}' has the attribute '{name}' twice, expected once");
    }

    private static string? Twice(IEnumerable<string> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return names.FirstOrDefault(name => name.Length > 0 && !seen.Add(name));
    }

    private static ExporterException Damaged(string source, string what) => new($"{source}: {what}. The model is damaged; export it again.");
}
