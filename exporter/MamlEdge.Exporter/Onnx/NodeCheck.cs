using MamlEdge.Exporter.Onnx.Proto;
using Kind = MamlEdge.Exporter.Onnx.Proto.AttributeProto.Types.AttributeType;

namespace MamlEdge.Exporter.Onnx;

/// <summary>Whether a node fits what it applies: an operator of the default domain by its schema, or a function of the model.</summary>
internal static class NodeCheck
{
    /// <summary>Adds what is wrong with a node to <paramref name="problems"/>.</summary>
    public static void Run(NodeProto node, long opset, FunctionProto? function, string name, List<string> problems)
    {
        foreach (var attribute in node.Attribute) Check(attribute, name, problems);
        foreach (var twice in node.Attribute.GroupBy(a => a.Name).Where(g => g.Count() > 1)) problems.Add($"{name} has the attribute '{twice.Key}' {twice.Count()} times");
        if (function is not null)
        {
            Count("inputs", node.Input.Count, (0, function.Input.Count), name, problems);
            Count("outputs", node.Output.Count, (0, function.Output.Count), name, problems);
        }
        else if (node.Domain is not ("" or "ai.onnx"))
        {
            problems.Add($"{name} is neither an operator of ai.onnx nor a function of the model");
        }
        else if (OperatorSchema.Of(node.OpType, opset) is { } schema)
        {
            Fit(node, node.Attribute, schema, name, problems);
        }
        else
        {
            problems.Add($"{name} is no operator of ai.onnx at opset {opset}");
        }
    }

    /// <summary>What of a node of the default domain does not fit its operator, or null. Inputs that are left out at the end do not count.</summary>
    /// <param name="node">The node.</param>
    /// <param name="attributes">Its attributes, with those that a function refers to in their place.</param>
    /// <param name="opset">Version of the operator set.</param>
    /// <param name="name">What to call it.</param>
    public static string? Misfit(NodeProto node, IReadOnlyList<AttributeProto> attributes, long opset, string name)
    {
        if (OperatorSchema.Of(node.OpType, opset) is not { } schema) return null;
        var problems = new List<string>();
        Fit(node, attributes, schema, name, problems);
        return problems.FirstOrDefault();
    }

    private static void Fit(NodeProto node, IReadOnlyList<AttributeProto> attributes, OperatorSchema schema, string name, List<string> problems)
    {
        Count("inputs", node.Input.Select((input, i) => input.Length > 0 || i < schema.Inputs.Least ? i + 1 : 0).DefaultIfEmpty().Max(), schema.Inputs, name, problems);
        Count("outputs", node.Output.Count, schema.Outputs, name, problems);
        // Loop, and Resize at opset 11 and 12, may leave out first inputs although others follow.
        if (node.OpType is not ("Loop" or "Resize") && node.Input.Take(schema.Inputs.Least).Any(i => i.Length == 0)) problems.Add($"{name} lacks a required input");
        foreach (var (attribute, (_, required)) in schema.Attributes)
        {
            if (required && attributes.All(a => a.Name != attribute)) problems.Add($"{name} lacks the attribute '{attribute}'");
        }

        foreach (var attribute in attributes)
        {
            if (!schema.Attributes.TryGetValue(attribute.Name, out var expected)) problems.Add($"{name} has the attribute '{attribute.Name}', which its operator does not know");
            else if (expected.Type is { } type && attribute.Type != type) problems.Add($"attribute '{attribute.Name}' of {name} must be of type {type}, got {attribute.Type}");
        }
    }

    private static void Count(string what, int found, (int Least, int Most) expected, string name, List<string> problems)
    {
        if (found >= expected.Least && found <= expected.Most) return;
        var range = expected.Least == expected.Most ? $"{expected.Least}" : expected.Most == int.MaxValue ? $"{expected.Least} or more" : $"{expected.Least} to {expected.Most}";
        problems.Add($"{name} has {found} {what}, expected {range}");
    }

    /// <summary>An attribute has a type, and holds nothing of another one.</summary>
    private static void Check(AttributeProto a, string name, List<string> problems)
    {
        if (a.Name.Length == 0) problems.Add($"an attribute of {name} has no name");
        if (a.Type == Kind.Undefined) problems.Add($"attribute '{a.Name}' of {name} has no type");
        (Kind Type, bool Used)[] fields = [
            (Kind.Float, a.F != 0), (Kind.Int, a.I != 0), (Kind.String, a.S.Length > 0), (Kind.Tensor, a.T is not null), (Kind.Graph, a.G is not null),
            (Kind.Floats, a.Floats.Count > 0), (Kind.Ints, a.Ints.Count > 0), (Kind.Strings, a.Strings.Count > 0), (Kind.Tensors, a.Tensors.Count > 0),
            (Kind.Graphs, a.Graphs.Count > 0)];
        foreach (var (type, _) in fields.Where(f => f.Used && f.Type != a.Type && a.Type != Kind.Undefined)) problems.Add($"attribute '{a.Name}' of {name} is of type {a.Type} but holds {type}");
        if (a.Type is Kind.Tensor && a.T is null && a.RefAttrName.Length == 0) problems.Add($"attribute '{a.Name}' of {name} holds no tensor");
        if (a.Type is Kind.Graph && a.G is null && a.RefAttrName.Length == 0) problems.Add($"attribute '{a.Name}' of {name} holds no graph");
    }
}
