using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Adaptation;

/// <summary>Several tensors as one vector: what conjugate gradients compute with.</summary>
internal static class Vectors
{
    /// <summary>Sum of the products of all elements.</summary>
    public static Value Dot(IReadOnlyList<Value> a, IReadOnlyList<Value> b) => a.Zip(b, (x, y) => (x * y).Sum()).Aggregate((s, t) => s + t);

    /// <summary>a + factor b.</summary>
    public static Value[] Along(IReadOnlyList<Value> a, Value factor, IReadOnlyList<Value> b) => [.. a.Zip(b, (x, y) => x + (factor * y))];

    /// <summary>a - factor b.</summary>
    public static Value[] Minus(IReadOnlyList<Value> a, Value factor, IReadOnlyList<Value> b) => [.. a.Zip(b, (x, y) => x - (factor * y))];
}
