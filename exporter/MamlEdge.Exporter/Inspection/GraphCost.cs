using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Onnx.Proto;

namespace MamlEdge.Exporter.Inspection;

/// <summary>What all nodes of one operator cost in one run.</summary>
/// <param name="Operator">Its name.</param>
/// <param name="Nodes">Number of nodes; those of a function count once for each call.</param>
/// <param name="MultiplyAdds">Multiply-adds of its nodes.</param>
/// <param name="Operations">Other arithmetic of its nodes.</param>
public sealed record OperatorCost(string Operator, int Nodes, long MultiplyAdds, long Operations);

/// <summary>Lengths that are free at run time.</summary>
/// <param name="Support">Support examples S.</param>
/// <param name="Query">Query examples Q.</param>
/// <param name="Other">Every other free length, such as examples to predict.</param>
public sealed record FreeLengths(long Support = 5, long Query = 5, long Other = 1)
{
    /// <summary>The symbol that <see cref="Support"/> is put in for.</summary>
    internal string SupportSymbol { get; init; } = "S";

    /// <summary>A shape with all of them put in.</summary>
    internal long[] Of(Shape shape) => [.. shape.Select(d => d.Symbols.Aggregate(d.Factor, (n, s) => checked(n * (s == SupportSymbol ? Support : s == "Q" ? Query : Other))))];
}

/// <summary>What one run of a model costs, and the memory it takes.</summary>
public sealed record GraphCost
{
    /// <summary>By operator, the most expensive first.</summary>
    public required IReadOnlyList<OperatorCost> Operators { get; init; }

    /// <summary>Bytes of its parameters, those that are inputs <c>theta.*</c> included.</summary>
    public required long ParameterBytes { get; init; }

    /// <summary>Bytes of its other constants: indices, shapes, single numbers.</summary>
    public required long ConstantBytes { get; init; }

    /// <summary>
    /// The most bytes of inputs and intermediate results that are needed at the same time, in the order of the nodes. Reshaping shares
    /// memory; no other operator is taken to work in place.
    /// </summary>
    public required long PeakActivationBytes { get; init; }

    /// <summary>The node at which they are needed.</summary>
    public required string PeakAt { get; init; }

    /// <summary>Number of nodes that are left out of the sums because a shape is not known.</summary>
    public required int NodesOfUnknownCost { get; init; }

    /// <summary>Lengths that were put in for free ones.</summary>
    public required FreeLengths Lengths { get; init; }

    /// <summary>Multiply-adds of all nodes.</summary>
    public long MultiplyAdds => Operators.Sum(o => o.MultiplyAdds);

    /// <summary>Floating-point operations: two for each multiply-add, and the others.</summary>
    public long Flops => (2 * MultiplyAdds) + Operators.Sum(o => o.Operations);

    /// <summary>The cost of a model.</summary>
    /// <exception cref="ExporterException">The model cannot be read.</exception>
    public static GraphCost Of(byte[] model, string source, FreeLengths lengths)
    {
        var flat = FlatModel.Read(model, source);
        var costs = flat.Nodes.Select(n => (Node: n, Cost: OperatorCosts.Of(n, [.. n.Input.Where(i => i.Length > 0).Select(Shape)], [.. n.Output.Where(o => o.Length > 0).Select(Shape)]))).ToArray();
        var activations = new Liveness(flat, lengths);
        return new GraphCost
        {
            Operators = [.. costs.GroupBy(c => c.Node.OpType).Select(g => new OperatorCost(g.Key, g.Count(), g.Sum(c => c.Cost?.MultiplyAdds ?? 0), g.Sum(c => c.Cost?.Operations ?? 0)))
                .OrderByDescending(o => (2 * o.MultiplyAdds) + o.Operations).ThenByDescending(o => o.Nodes).ThenBy(o => o.Operator, StringComparer.Ordinal)],
            ParameterBytes = flat.Parameters.Sum(p => flat.BytesOf(p, lengths)),
            ConstantBytes = flat.Weights.Except(flat.Parameters).Sum(w => flat.BytesOf(w, lengths)),
            PeakActivationBytes = activations.Peak.Bytes,
            PeakAt = activations.Peak.Node,
            NodesOfUnknownCost = costs.Count(c => c.Cost is null),
            Lengths = lengths,
        };

        long[]? Shape(string name) => flat.Values.GetValueOrDefault(name) is { HasShape: true } value ? lengths.Of(value.Shape) : null;
    }
}
