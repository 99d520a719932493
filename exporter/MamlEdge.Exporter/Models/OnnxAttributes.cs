using Google.Protobuf;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Onnx;
using MamlEdge.Exporter.Onnx.Proto;
using Kind = MamlEdge.Exporter.Onnx.Proto.AttributeProto.Types.AttributeType;

namespace MamlEdge.Exporter.Models;

/// <summary>Attributes of ONNX nodes as those of the graph.</summary>
internal static class OnnxAttributes
{
    /// <summary>
    /// The attributes of a node; in the body of a function, those that refer to an attribute of the call have the value from there, and are
    /// left out where the call does not give it and it has no default.
    /// </summary>
    public static IReadOnlyList<AttributeProto> Resolve(NodeProto node, ReadingScope scope) =>
        node.Attribute.All(a => a.RefAttrName.Length == 0) ? node.Attribute : [.. node.Attribute.Select(a => Resolve(a, node, scope)).OfType<AttributeProto>()];

    /// <summary>The attributes without subgraphs, which are read elsewhere.</summary>
    public static Attributes Of(IEnumerable<AttributeProto> attributes, ReadingContext context) =>
        new(attributes.Where(a => a.G is null && a.Graphs.Count == 0).Select(a => (a.Name, (object?)ValueOf(a, context))));

    private static AttributeProto? Resolve(AttributeProto a, NodeProto node, ReadingScope scope)
    {
        if (a.RefAttrName.Length == 0) return a;
        if (scope.References is null) throw new ExporterException($"{node.OpType} '{node.Name}': its attribute '{a.Name}' refers to the attribute '{a.RefAttrName}' of a function, but it is in none. The model is damaged; export it again.");
        if (scope.References.GetValueOrDefault(a.RefAttrName) is not { } given) return null;
        return new AttributeProto(given) { Name = a.Name, RefAttrName = "" };
    }

    private static object ValueOf(AttributeProto a, ReadingContext context) => a.Type switch
    {
        Kind.Float => OnnxTensors.Decimal(a.F),
        Kind.Int => IsType(a.Name) && a.I != 0 ? (long)context.TypeOf(a.I, a.Name) : a.I,
        Kind.String => Text(a, a.S),
        Kind.Tensor when a.T is not null => context.TensorOf(a.T),
        Kind.SparseTensor when a.SparseTensor is not null => context.TensorOf(SparseTensors.Dense(a.SparseTensor)),
        Kind.Floats => a.Floats.Select(OnnxTensors.Decimal).ToArray(),
        Kind.Ints => a.Ints.ToArray(),
        Kind.Strings => a.Strings.Select(s => Text(a, s)).ToArray(),
        _ => throw new ExporterException($"Its attribute '{a.Name}' holds {(a.Type == Kind.Undefined ? "a value of no type" : a.Type)}, which is not supported."),
    };

    /// <summary>Whether the number is an element type.</summary>
    private static bool IsType(string attribute) => attribute is "to" or "dtype" or "output_dtype" or "output_datatype";

    private static string Text(AttributeProto a, ByteString bytes) => bytes.ToStringUtf8() is var text && ByteString.CopyFromUtf8(text).Equals(bytes) ? text
        : throw new ExporterException($"Its attribute '{a.Name}' is not valid UTF-8 text. The model is damaged; export it again.");
}
