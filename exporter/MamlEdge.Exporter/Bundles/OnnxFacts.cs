using MamlEdge.Exporter.Onnx;
using MamlEdge.Exporter.Onnx.Proto;

namespace MamlEdge.Exporter.Bundles;

/// <summary>A function that a model defines itself.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Nodes">Number of its nodes.</param>
/// <param name="Calls">Number of its calls in the graph.</param>
public sealed record FunctionFacts(string Name, int Nodes, int Calls);

/// <summary>What an ONNX model consists of, for people and for checks.</summary>
public sealed record OnnxFacts
{
    /// <summary>Version of the default operator set.</summary>
    public required long Opset { get; init; }

    /// <summary>Version of the file format.</summary>
    public required long IrVersion { get; init; }

    /// <summary>Program that wrote it.</summary>
    public required string Producer { get; init; }

    /// <summary>Domains of its operators; the default one is empty.</summary>
    public required IReadOnlyList<string> Domains { get; init; }

    /// <summary>Those of them that hold functions of the model itself.</summary>
    public required IReadOnlyList<string> FunctionDomains { get; init; }

    /// <summary>Functions of the model: nodes of each, and calls in the graph.</summary>
    public required IReadOnlyList<FunctionFacts> Functions { get; init; }

    /// <summary>Inputs that must be fed, with type and shape: <c>x: Float [N, 1, 28, 28]</c>.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>Outputs with type and shape.</summary>
    public required IReadOnlyList<string> Outputs { get; init; }

    /// <summary>Number of nodes by operator, most frequent first.</summary>
    public required IReadOnlyList<KeyValuePair<string, int>> Operators { get; init; }

    /// <summary>Number of nodes.</summary>
    public int Nodes => Operators.Sum(o => o.Value);

    /// <summary>Number of elements of its constants.</summary>
    public required long ConstantElements { get; init; }

    /// <summary>Whether constants, inputs or outputs are in half precision.</summary>
    public required bool HasHalfPrecision { get; init; }

    /// <summary>Names of constants whose data lies in other files.</summary>
    public required IReadOnlyList<string> ExternalConstants { get; init; }

    /// <summary>Constants that are inputs too and so could be overridden, which bundles must not have.</summary>
    public required IReadOnlyList<string> OverridableConstants { get; init; }

    /// <summary>The facts of a model.</summary>
    /// <exception cref="ExporterException">The bytes are not an ONNX model that can be read.</exception>
    public static OnnxFacts Of(byte[] model, string source)
    {
        var proto = OnnxFile.Parse(model, source);
        var graph = proto.Graph;
        var constants = graph.Initializer.Select(i => i.Name).ToHashSet(StringComparer.Ordinal);
        return new OnnxFacts
        {
            Opset = OnnxFile.Opset(proto),
            IrVersion = proto.IrVersion,
            Producer = $"{proto.ProducerName} {proto.ProducerVersion}".Trim(),
            Domains = [.. graph.Node.Concat(proto.Functions.SelectMany(f => f.Node)).Select(n => n.Domain).Concat(proto.OpsetImport.Select(o => o.Domain)).Distinct().Order(StringComparer.Ordinal)],
            FunctionDomains = [.. proto.Functions.Select(f => f.Domain).Distinct().Order(StringComparer.Ordinal)],
            Functions = [.. proto.Functions.Select(f => new FunctionFacts(f.Name, f.Node.Count, graph.Node.Count(n => LocalFunctions.Called(proto, n) == f)))],
            Inputs = [.. graph.Input.Where(i => !constants.Contains(i.Name)).Select(Text)],
            Outputs = [.. graph.Output.Select(Text)],
            Operators = [.. graph.Node.CountBy(n => n.OpType).OrderByDescending(o => o.Value).ThenBy(o => o.Key, StringComparer.Ordinal)],
            ConstantElements = graph.Initializer.Sum(i => i.Dims.Aggregate(1L, (a, b) => a * b)),
            HasHalfPrecision = graph.Initializer.Select(i => i.DataType).Concat(graph.Input.Concat(graph.Output).Select(v => v.Type?.TensorType?.ElemType ?? 0)).Any(t => (Graphs.DataType)t is Graphs.DataType.Float16 or Graphs.DataType.BFloat16),
            ExternalConstants = [.. graph.Initializer.Where(i => i.DataLocation == TensorProto.Types.DataLocation.External).Select(i => i.Name)],
            OverridableConstants = [.. graph.Input.Where(i => constants.Contains(i.Name)).Select(i => i.Name)],
        };
    }

    private static string Text(ValueInfoProto value)
    {
        var tensor = value.Type?.TensorType;
        var dims = tensor?.Shape?.Dim.Select(d => d.DimParam.Length > 0 ? d.DimParam : d.DimValue.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return $"{value.Name}: {(TensorProto.Types.DataType)(tensor?.ElemType ?? 0)} [{string.Join(", ", dims ?? [])}]";
    }
}
