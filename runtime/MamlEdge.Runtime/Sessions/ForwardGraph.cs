using System.Text;
using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>What personal sessions need of <c>forward.onnx</c>.</summary>
internal static class ForwardGraph
{
    /// <summary>
    /// Its weights must be external data in <c>theta.safetensors</c>: weights inside the file would make every personal
    /// model predict like the meta-learned one, without an error.
    /// </summary>
    internal static void RequireExternalWeights(ReadOnlySpan<byte> graph, BundleReader bundle)
    {
        var name = Encoding.UTF8.GetBytes(BundleFiles.Theta);
        var references = 0;
        for (var at = graph.IndexOf(name); at >= 0; at = graph.IndexOf(name))
        {
            references++;
            graph = graph[(at + name.Length)..];
        }

        var adapted = bundle.Manifest.Parameters.Count(parameter => parameter.Adapted);
        if (references < adapted)
        {
            throw new BundleException(
                Path.Combine(bundle.Location, BundleFiles.Forward),
                $"an ONNX graph with its {adapted} adapted parameters as external data in {BundleFiles.Theta}",
                $"{references} references to it", "Export the bundle again.");
        }
    }
}
