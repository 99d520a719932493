using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Onnx;

namespace MamlEdge.Exporter.Models;

/// <summary>
/// Parameters that an exporter wrote as one initializer because their values are equal, such as the scales of fresh batch norms: the others
/// are outputs of Identity under their own names.
/// </summary>
public static class MergedInitializers
{
    /// <summary>What it means for the gradients that are asked for, one line for each initializer that stands for several parameters.</summary>
    /// <param name="onnxFile">The model.</param>
    /// <param name="wrt">The parameters that are asked for.</param>
    /// <param name="options">How the model is read.</param>
    /// <exception cref="ExporterException">The file is no model that can be read.</exception>
    public static IEnumerable<string> Notes(string onnxFile, IReadOnlyList<string> wrt, ReadOptions options)
    {
        var graph = OnnxFile.Read(onnxFile).Graph;
        var copies = graph.Node.Where(n => n is { OpType: "Identity", Input.Count: 1, Output.Count: 1 } && OnnxParts.IsDefaultDomain(n.Domain)).ToLookup(n => n.Input[0], n => n.Output[0]);
        foreach (var tensor in graph.Initializer.Where(i => copies.Contains(i.Name) && ((DataType)i.DataType).IsFloat()))
        {
            if (!copies[tensor.Name].Append(tensor.Name).Any(wrt.Contains)) continue;
            var uniform = options.SeparatesCopies && tensor.Dims.Count > 0 && OnnxTensors.Read(tensor) is Tensor values && values.Uniform() is not null;
            var together = copies[tensor.Name].Where(c => !uniform && !options.Separated.Contains(c)).ToList();
            var written = $"The file holds {Listed([tensor.Name, .. copies[tensor.Name]])} as one tensor, because their values are equal.";
            if (together.Count == 0) yield return $"{written} Their gradients are separate.";
            else if (wrt.Contains(tensor.Name)) yield return $"{written} The gradient of '{tensor.Name}' is also that of {Listed(together)}; to separate it, name {(together.Count == 1 ? "that" : "those")} in --wrt too.";
        }
    }

    private static string Listed(List<string> names) => names.Count == 1 ? $"'{names[0]}'" : $"'{string.Join("', '", names.Take(names.Count - 1))}' and '{names[^1]}'";
}
