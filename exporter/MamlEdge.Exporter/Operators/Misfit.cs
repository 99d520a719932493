using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>
/// Nodes that are not what ONNX requires of them. Forms, expansions and rules take that for granted; where a node breaks it, their plain .NET
/// error becomes one that names the node.
/// </summary>
internal static class Misfit
{
    /// <summary>Whether an error may come of such a node.</summary>
    public static bool Is(Exception e) => e is IndexOutOfRangeException or ArgumentException or ArithmeticException or InvalidOperationException or NullReferenceException or InvalidCastException;

    /// <summary>The error for the user.</summary>
    public static ExporterException Of(string node, IEnumerable<Value?> inputs, Exception e) => new(
        $"{node}: its inputs and attributes are not those of the operator ({e.Message}) Inputs: {string.Join(", ", inputs.Select(i => i is null ? "none" : $"'{i.Name}' {i.TypeText}"))}. The model is damaged; export it again.", e);
}
