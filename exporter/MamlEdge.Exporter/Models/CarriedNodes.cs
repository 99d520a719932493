using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Onnx.Proto;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Models;

/// <summary>
/// Nodes that are carried through as they are: operators without a definition, and operators with one whose inputs have no known
/// shape, or whose parameters are known only at run time. A result has the declared type, or else unknown shape.
/// </summary>
internal static class CarriedNodes
{
    /// <summary>Operators whose result has type and shape of their first input.</summary>
    private static readonly HashSet<string> ShapeKeeping = new(StringComparer.Ordinal)
    {
        "Bernoulli", "RandomNormalLike", "RandomUniformLike", "QuantizeLinear", "DequantizeLinear", "CumSum",
    };

    /// <summary>Inputs that results have the element type of, where that is not the first.</summary>
    private static readonly Dictionary<string, int> TypedBy = new(StringComparer.Ordinal) { ["QuantizeLinear"] = 2, ["DequantizeLinear"] = 1, ["OneHot"] = 2, ["CastLike"] = 1, ["Where"] = 1 };

    /// <summary>Element types of results that are not those of an input.</summary>
    private static readonly Dictionary<string, DataType> ResultTypes = new[]
    {
        (DataType.Int64, "NonZero ArgMax ArgMin Shape Size NonMaxSuppression"),
        (DataType.Bool, "IsNaN IsInf Equal Less Greater LessOrEqual GreaterOrEqual"),
        (DataType.UInt8, "QuantizeLinear DynamicQuantizeLinear"),
        (DataType.Float32, "DequantizeLinear"),
    }.SelectMany(t => t.Item2.Split(' ').Select(op => (op, t.Item1))).ToDictionary(StringComparer.Ordinal);

    /// <summary>The results of a node that is carried through; null for outputs that are left out.</summary>
    /// <param name="node">The node.</param>
    /// <param name="reading">Its inputs and attributes.</param>
    /// <param name="scope">Where it stands.</param>
    /// <param name="reason">What of it is known only at run time; empty where it is carried through for another reason.</param>
    public static Value?[] Read(NodeProto node, OnnxNode reading, ReadingScope scope, string reason = "")
    {
        var newest = OpsetUpgrade.Apply(reading, scope.Context);
        var unknown = reading.Inputs.OfType<Value>().FirstOrDefault(i => !i.HasShape);
        var op = (int slot) => scope.Context.Carried(newest.Type, slot, OutputsOf(node), newest.Opset, unknown?.UnknownShape ?? reason);
        Value[] given = [.. newest.Inputs.Select(i => i ?? scope.Graph.Add(Leaves.Absent, []))];
        return [.. node.Output.Select((output, slot) => output.Length == 0 ? null
            : scope.Graph.Add(op(slot), given, newest.Attributes, reading.Name, Type(output, reading.Name, Guessed(reading, slot), scope)))];
    }

    /// <summary>How many outputs a node has, up to the last one with a name.</summary>
    public static int OutputsOf(NodeProto node) => node.Output.Select((output, i) => output.Length > 0 ? i + 1 : 0).DefaultIfEmpty().Max();

    /// <summary>Type and shape of a result that no rule gives: as the model declares or the user says, otherwise as guessed.</summary>
    public static TypedShape Type(string output, string node, TypedShape guess, ReadingScope scope)
    {
        var declared = scope.Types.TryGetValue(output, out var type) ? scope.Context.TypeOf(type, output) : null;
        return new(declared?.Type ?? guess.Type, scope.Context.GivenShape(output) ?? scope.Context.GivenShape(node) ?? declared?.Shape ?? guess.Shape);
    }

    private static TypedShape Guessed(OnnxNode n, int slot) =>
        new(ElementOf(n, slot), ShapeKeeping.Contains(n.Type) && n.Optional(0) is { HasShape: true } same ? same.Shape : null);

    private static DataType ElementOf(OnnxNode n, int slot) => (n.Type, slot) switch
    {
        ("TopK" or "Unique" or "MaxPool", > 0) => DataType.Int64,
        ("Dropout", > 0) => DataType.Bool,
        ("Cast", _) => n.Element("to"),
        ("ConstantOfShape", _) => n.Attributes.Has("value") ? n.Attributes.Tensor("value").Type : DataType.Float32,
        _ when n.Attributes.Int("dtype") != 0 => n.Element("dtype"),
        _ => n.Optional(TypedBy.GetValueOrDefault(n.Type))?.Type is { } type && (TypedBy.ContainsKey(n.Type) || !ResultTypes.ContainsKey(n.Type)) ? type
            : ResultTypes.GetValueOrDefault(n.Type, DataType.Float32),
    };
}
