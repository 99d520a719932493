using System.Collections.Frozen;
using MamlEdge.Exporter;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Trainer.Torch.Graphs;
using Tensor = TorchSharp.torch.Tensor;

namespace MamlEdge.Trainer.Torch.Operators;

/// <summary>How an operator of the graph language is computed by libtorch.</summary>
internal delegate Tensor TorchRule(TorchNode node);

/// <summary>All rules, by operator; each family has a table of its own.</summary>
internal static class TorchOperators
{
    private static readonly FrozenDictionary<Operator, TorchRule> Table = new[]
    {
        LeafRules.Table, ElementwiseRules.Table, ArithmeticRules.Table, ReductionRules.Table, ShapingRules.Table, IndexingRules.Table, WindowRules.Table,
    }.SelectMany(family => family).ToFrozenDictionary();

    /// <summary>Names of the operators that have a rule, in ordinal order.</summary>
    public static IReadOnlyList<string> Supported { get; } = [.. Table.Keys.Select(op => op.Name).Order(StringComparer.Ordinal)];

    /// <summary>The rule of an application's operator.</summary>
    public static TorchRule Rule(Value value) => Table[value.Op];

    /// <summary>Refuses an application whose operator has no rule.</summary>
    /// <exception cref="ExporterException">It has none.</exception>
    public static void Require(Value value)
    {
        if (!Table.ContainsKey(value.Op))
            throw new ExporterException($"The engine 'torch' has no rule for {value.Op.Name} '{value.Name}'. Use --engine onnx, or replace the operator. It has rules for: {string.Join(", ", Supported)}.");
    }
}
