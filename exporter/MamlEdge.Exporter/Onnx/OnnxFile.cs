using Google.Protobuf;
using MamlEdge.Exporter.Onnx.Proto;

namespace MamlEdge.Exporter.Onnx;

/// <summary>Reads and checks ONNX files. External data is loaded into the tensors, from the model's own folder only.</summary>
internal static class OnnxFile
{
    private const int OldestIr = 4;
    private const int NewestIr = 10;
    private const int OldestOpset = 11;
    private const int NewestOpset = 21;

    /// <summary>The model in a file, with its external data loaded.</summary>
    /// <exception cref="ExporterException">The file is missing, truncated, not an ONNX model, or needs what is not supported.</exception>
    public static ModelProto Read(string path)
    {
        if (!File.Exists(path)) throw new ExporterException($"{path}: there is no such file. Give the path of an .onnx model.");
        var model = Parse(File.ReadAllBytes(path), path);
        var external = new ExternalData(Path.GetDirectoryName(Path.GetFullPath(path))!);
        foreach (var tensor in OnnxParts.Tensors(model)) external.Load(tensor);
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
                $"{source}: expected an ONNX model, got {bytes.Length} bytes that do not parse as one ({e.Message}) The file is truncated, nested too deeply or of another format; export it again.", e);
        }

        if (model.Graph is null || (model.Graph.Node.Count == 0 && model.Graph.Output.Count == 0))
            throw new ExporterException($"{source}: expected an ONNX model, got a file of {bytes.Length} bytes without a graph. Export it again.");
        if (model.IrVersion is < OldestIr or > NewestIr)
            throw new ExporterException($"{source}: expected IR version {OldestIr} to {NewestIr}, got {model.IrVersion}. Export the model again with {(model.IrVersion < OldestIr ? "a newer" : "an older")} version of ONNX.");
        CheckOpset(Opset(model), source);
        if (model.OpsetImport.Where(o => OnnxParts.IsDefaultDomain(o.Domain)).Select(o => o.Version).Distinct().ToArray() is { Length: > 1 } several)
            throw new ExporterException($"{source}: the default operator set is imported in the versions {string.Join(" and ", several)}, expected one. The model is damaged; export it again.");
        OnnxChecks.Check(model, source);
        return model;
    }

    /// <summary>Version of the default operator set.</summary>
    public static long Opset(ModelProto model) => Opset(model.OpsetImport) ?? 1;

    /// <summary>Version of the default operator set in a list of imports; null where it is not imported.</summary>
    public static long? Opset(IEnumerable<OperatorSetIdProto> imports) => imports.FirstOrDefault(o => o.Domain is "" or "ai.onnx")?.Version;

    /// <summary>Refuses operator sets that are not read.</summary>
    public static void CheckOpset(long opset, string source)
    {
        if (opset is < OldestOpset or > NewestOpset)
            throw new ExporterException($"{source}: expected opset {OldestOpset} to {NewestOpset}, got {opset}. Convert the model (onnx.version_converter) or export it again.");
    }
}
