using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Adaptation;

/// <summary>
/// A head for any number of classes: parameters with a row for each class, of which a single one is learned and every class starts from it
/// (UNICORN-MAML, Ye and Chao 2022, section 5).
/// </summary>
internal static class ClassRows
{
    /// <summary>Symbol of the number of classes, on the first axis of such parameters.</summary>
    public const string Classes = "W";

    /// <summary>Whether a parameter has a row for each class.</summary>
    public static bool Has(Value parameter) => parameter.Shape.Rank > 0 && parameter.Shape[0].Symbol == Classes;

    /// <summary>The shape of what is learned of a parameter: a single row where there is one for each class.</summary>
    public static Shape Learned(Value parameter) => Has(parameter) ? parameter.Shape.With(0, 1) : parameter.Shape;

    /// <summary>The parameters with their single rows repeated.</summary>
    /// <param name="learned">Parameters as they are learned, by name.</param>
    /// <param name="forward">The forward function, which has the parameters as inputs.</param>
    /// <param name="labels">Support labels: there are as many classes as the largest label says.</param>
    /// <param name="ways">Number of classes where it is always the same.</param>
    public static Dictionary<string, Value> Repeat(IReadOnlyDictionary<string, Value> learned, Function forward, Value labels, long? ways)
    {
        var repeated = new Dictionary<string, Value>(learned, StringComparer.Ordinal);
        foreach (var input in forward.Inputs.Skip(1).Where(Has))
            repeated[input.Name] = ways is { } known ? learned[input.Name].Expand(input.Shape.With(0, known)) : learned[input.Name].Gather(RowOf(labels), 0);
        return repeated;
    }

    /// <summary>For each class the row that it starts from, which is the first for all.</summary>
    private static Value RowOf(Value labels)
    {
        var graph = labels.Graph;
        var (zero, one) = (graph.NewScalar(DataType.Int64, 0), graph.NewScalar(DataType.Int64, 1));
        var last = graph.Add(Reductions.ReduceMax, [labels], new Attributes(("axes", Reductions.From(0, labels.Rank)), ("keepdims", 0)));
        return graph.Add(Arithmetic.Min, [graph.Add(Leaves.Range, [zero, last + one, one]), zero]);
    }
}
