using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Onnx.Proto;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Models;

/// <summary>
/// Nodes that are carried through as they are: operators without a definition, and operators with one whose inputs have no known
/// shape. A result has the declared type, or else unknown shape.
/// </summary>
internal static class CarriedNodes
{
    /// <summary>Operators without a definition here whose result has type and shape of their first input.</summary>
    private static readonly HashSet<string> ShapeKeeping = new(StringComparer.Ordinal)
    {
        "Bernoulli", "RandomNormalLike", "RandomUniformLike",
    };

    /// <summary>Element types of results that are not those of the first input.</summary>
    private static readonly Dictionary<string, DataType> ResultTypes = new[]
    {
        (DataType.Int64, "NonZero ArgMax ArgMin Shape Size NonMaxSuppression"),
        (DataType.Bool, "IsNaN IsInf Equal Less Greater LessOrEqual GreaterOrEqual"),
        (DataType.Float32, "DequantizeLinear"),
    }.SelectMany(t => t.Item2.Split(' ').Select(op => (op, t.Item1))).ToDictionary(StringComparer.Ordinal);

    /// <summary>The results of a node that is carried through; null for outputs that are left out.</summary>
    public static Value?[] Read(NodeProto node, OnnxNode reading, ReadingScope scope)
    {
        var newest = OpsetUpgrade.Apply(reading, scope.Context);
        var unknown = reading.Inputs.OfType<Value>().FirstOrDefault(i => !i.HasShape);
        var op = (int slot) => scope.Context.Carried(newest.Type, slot, OutputsOf(node), newest.Opset, unknown is null ? "" : Reason(unknown));
        Value[] given = [.. newest.Inputs.Select(i => i ?? scope.Graph.Add(Leaves.Absent, []))];
        return [.. node.Output.Select((output, slot) => output.Length == 0 ? null
            : scope.Graph.Add(op(slot), given, newest.Attributes, reading.Name, Type(output, reading.Name, Guessed(reading), scope)))];
    }

    /// <summary>How many outputs a node has, up to the last one with a name.</summary>
    public static int OutputsOf(NodeProto node) => node.Output.Select((output, i) => output.Length > 0 ? i + 1 : 0).DefaultIfEmpty().Max();

    /// <summary>Type and shape of a result that no rule gives: as the model declares or the user says, otherwise as guessed.</summary>
    public static TypedShape Type(string output, string node, TypedShape guess, ReadingScope scope)
    {
        var declared = scope.Types.TryGetValue(output, out var type) ? scope.Context.TypeOf(type, output) : null;
        return new(declared?.Type ?? guess.Type, scope.Context.GivenShape(output) ?? scope.Context.GivenShape(node) ?? declared?.Shape ?? guess.Shape);
    }

    private static TypedShape Guessed(OnnxNode reading) =>
        ShapeKeeping.Contains(reading.Type) && reading.Optional(0) is { } same ? same.TypedShape
        : reading.Attributes.Has("dtype") ? new((DataType)reading.Attributes.Int("dtype"), null)
        : new(ResultTypes.GetValueOrDefault(reading.Type, reading.Optional(0)?.Type ?? DataType.Float32), null);

    /// <summary>Why a node after a value of unknown shape is carried through: the first such value is what the user has to give.</summary>
    private static string Reason(Value unknown) => unknown.Op.Undefined.Length > 0 ? unknown.Op.Undefined : unknown.UnknownShape;
}
