using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>What personal sessions need of <c>forward.onnx</c>.</summary>
internal static class ForwardGraph
{
    /// <summary>
    /// Its weights must be external data in <c>theta.safetensors</c>: weights inside the file would make every personal
    /// model predict like the meta-learned one, without an error.
    /// </summary>
    internal static void RequireExternalWeights(GraphFile graph, BundleReader bundle)
    {
        var adapted = bundle.Manifest.Parameters.Count(parameter => parameter.Adapted);
        if (graph.ExternalData.Count < adapted)
        {
            throw new BundleException(
                Path.Combine(bundle.Location, BundleFiles.Forward),
                $"an ONNX graph with its {adapted} adapted parameters as external data in {BundleFiles.Theta}",
                $"{graph.ExternalData.Count} references to it", "Export the bundle again.");
        }
    }
}
