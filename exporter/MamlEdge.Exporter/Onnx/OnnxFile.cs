using Google.Protobuf;
using MamlEdge.Exporter.Onnx.Proto;

namespace MamlEdge.Exporter.Onnx;

/// <summary>Reads and checks ONNX files. External data is loaded into the tensors, from the model's own folder only.</summary>
internal static class OnnxFile
{
    private const int OldestOpset = 11;
    private const int NewestOpset = 21;

    /// <summary>The model in a file, with its external data loaded.</summary>
    /// <exception cref="ExporterException">The file is missing, truncated, not an ONNX model, or needs what is not supported.</exception>
    public static ModelProto Read(string path)
    {
        if (!File.Exists(path)) throw new ExporterException($"{path}: there is no such file. Give the path of an .onnx model.");
        var model = Parse(File.ReadAllBytes(path), path);
        foreach (var tensor in Tensors(model.Graph)) ExternalData.Load(tensor, Path.GetDirectoryName(Path.GetFullPath(path))!);
        return model;
    }

    /// <summary>The model in bytes; <paramref name="source"/> names it in messages.</summary>
    public static ModelProto Parse(byte[] bytes, string source)
    {
        ModelProto model;
        try
        {
            model = ModelProto.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new ExporterException(
                $"{source}: expected an ONNX model, got {bytes.Length} bytes that do not parse as one ({e.Message}) The file is truncated or of another format; export it again.", e);
        }

        if (model.Graph is null || (model.Graph.Node.Count == 0 && model.Graph.Output.Count == 0))
            throw new ExporterException($"{source}: expected an ONNX model, got a file of {bytes.Length} bytes without a graph. Export it again.");
        Check(model, source);
        return model;
    }

    /// <summary>Version of the default operator set.</summary>
    public static long Opset(ModelProto model) =>
        model.OpsetImport.FirstOrDefault(o => o.Domain is "" or "ai.onnx")?.Version ?? 1;

    private static void Check(ModelProto model, string source)
    {
        var opset = Opset(model);
        if (opset is < OldestOpset or > NewestOpset)
            throw new ExporterException($"{source}: expected opset {OldestOpset} to {NewestOpset}, got {opset}. Convert the model (onnx.version_converter) or export it again.");
        foreach (var node in model.Graph.Node.Concat(model.Functions.SelectMany(f => f.Node)))
        {
            if (node.Domain is not ("" or "ai.onnx") && LocalFunctions.Called(model, node) is null)
                throw new ExporterException($"{source}: node '{node.Name}' is {node.Domain}.{node.OpType}; expected operators of the default domain only, because a stock ONNX Runtime on any device must run the result. Export the model without it.");
        }

        var twice = model.Graph.Node.SelectMany(n => n.Output).Concat(model.Graph.Initializer.Select(i => i.Name))
            .Where(name => name.Length > 0).GroupBy(name => name).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null) throw new ExporterException($"{source}: the value '{twice.Key}' is defined {twice.Count()} times, expected once. Export the model again.");
    }

    private static IEnumerable<TensorProto> Tensors(GraphProto graph) => graph.Initializer
        .Concat(graph.Node.SelectMany(n => n.Attribute).Where(a => a.T is not null).Select(a => a.T));
}
