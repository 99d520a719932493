using System.Collections.Frozen;
using System.Reflection;
using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>All operators, by name: every public static field of type <see cref="Operator"/> of this folder's classes.</summary>
public static class Catalog
{
    /// <summary>The operators by their names.</summary>
    public static FrozenDictionary<string, Operator> All { get; } = typeof(Catalog).Assembly.GetTypes()
        .Where(t => t.Namespace == typeof(Catalog).Namespace && t.IsAbstract && t.IsSealed)
        .SelectMany(t => t.GetFields(BindingFlags.Public | BindingFlags.Static))
        .Where(f => f.FieldType == typeof(Operator))
        .Select(f => (Operator)f.GetValue(null)!)
        .ToFrozenDictionary(op => op.Name, StringComparer.Ordinal);

    /// <summary>Names of the ONNX operators that can be differentiated, in ordinal order.</summary>
    public static IReadOnlyList<string> Differentiable { get; } =
        [.. All.Values.Where(o => o.IsDifferentiable && o.OnnxName == o.Name && o != Leaves.Input && o != Leaves.Absent).Select(o => o.Name).Concat(OnnxForms.Table.Keys).Distinct().Order(StringComparer.Ordinal)];
}
