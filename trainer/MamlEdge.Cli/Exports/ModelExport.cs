using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Cli.Exports;

/// <summary>What goes into the bundle of a foreign model.</summary>
internal static class ModelExport
{
    /// <summary>Reads the model.</summary>
    /// <param name="file">An ONNX file.</param>
    /// <param name="parameters">Globs of the initializers that are parameters; none for the default choice.</param>
    /// <param name="shapes">Shapes in the place of those of the file.</param>
    /// <param name="inner">The inner loop.</param>
    /// <param name="command">The command that makes the bundle, for its provenance.</param>
    public static BundleContents Contents(string file, IReadOnlyList<string> parameters, IReadOnlyDictionary<string, Shape> shapes, InnerLoopSpec inner, string command)
    {
        var model = ForwardModel.Read(file, parameters.Count == 0 ? null : parameters, shapes);
        return new BundleContents
        {
            Model = model,
            Inner = inner.Rates is null ? inner : inner with { RateSharing = RateFile.SharingOf(inner.Rates, model, inner.Steps) },
            Provenance = new Provenance { Tool = ToolVersion.Name, Data = Path.GetFileName(file), Command = command },
        };
    }
}
