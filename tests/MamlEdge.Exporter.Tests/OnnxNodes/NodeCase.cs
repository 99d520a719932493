using System.Formats.Tar;
using System.IO.Compression;
using MamlEdge.Exporter.Models;
using MamlEdge.Exporter.Onnx.Proto;

namespace MamlEdge.Exporter.Tests.OnnxNodes;

/// <summary>One of ONNX's own node tests, as make_cases.py writes them.</summary>
/// <param name="Name">Its name in ONNX, without the <c>test_</c>.</param>
/// <param name="Model">The model; every input of the node is an input of it.</param>
/// <param name="Inputs">Values of the inputs, by name.</param>
/// <param name="Outputs">The outputs that ONNX expects, by name.</param>
internal sealed record NodeCase(string Name, ModelProto Model, IReadOnlyDictionary<string, TensorProto> Inputs, IReadOnlyDictionary<string, TensorProto> Outputs)
{
    private static readonly string Folder = SolutionFolder.At("tests", "MamlEdge.Exporter.Tests", "OnnxNodes");

    /// <summary>All cases by name.</summary>
    public static IReadOnlyDictionary<string, NodeCase> All { get; } = Read().ToDictionary(c => c.Name, StringComparer.Ordinal);

    /// <summary>The cases that stay out, each with its reason.</summary>
    public static IReadOnlyList<string> Excluded { get; } = File.ReadAllLines(Path.Combine(Folder, "excluded.txt"));

    /// <summary>The numbers of a tensor.</summary>
    public static Tensor Numbers(TensorProto tensor) => (Tensor)OnnxTensors.Read(tensor);

    /// <summary>The model with some inputs as initializers of their value, as exporters write what an operator has to know.</summary>
    public ModelProto WithConstants(Func<string, bool> isConstant)
    {
        var model = Model.Clone();
        foreach (var input in Model.Graph.Input.Where(i => isConstant(i.Name)))
        {
            model.Graph.Input.Remove(input);
            model.Graph.Initializer.Add(new TensorProto(Inputs[input.Name]) { Name = input.Name });
        }

        return model;
    }

    private static IEnumerable<NodeCase> Read()
    {
        using var file = File.OpenRead(Path.Combine(Folder, "cases.tar.gz"));
        using var archive = new TarReader(new GZipStream(file, CompressionMode.Decompress));
        var parts = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        while (archive.GetNextEntry() is { } entry)
        {
            using var data = new MemoryStream();
            entry.DataStream?.CopyTo(data);
            parts[entry.Name] = data.ToArray();
        }

        return [.. parts.Keys.Where(k => k.EndsWith("/model.onnx", StringComparison.Ordinal)).Select(k => Of(k[..k.IndexOf('/', StringComparison.Ordinal)], parts))];
    }

    private static NodeCase Of(string name, Dictionary<string, byte[]> parts)
    {
        var model = ModelProto.Parser.ParseFrom(parts[$"{name}/model.onnx"]);
        return new(name, model, Values("input", model.Graph.Input), Values("output", model.Graph.Output));

        Dictionary<string, TensorProto> Values(string kind, IReadOnlyList<ValueInfoProto> infos) =>
            infos.Select((info, i) => (info.Name, Index: i)).ToDictionary(v => v.Name, v => TensorProto.Parser.ParseFrom(parts[$"{name}/{kind}_{v.Index}.pb"]), StringComparer.Ordinal);
    }
}
