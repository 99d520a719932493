using MamlEdge.Bundle;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>Compares the ONNX Runtime in use with what a bundle needs.</summary>
internal static class OnnxRuntimeVersion
{
    internal static void Require(BundleReader bundle)
    {
        var needed = bundle.Manifest.MinimumOnnxRuntime;
        var found = OrtEnv.Instance().GetVersionString();
        if (!Version.TryParse(needed, out var minimum))
        {
            throw new BundleException(
                $"{bundle.Location}, minimumOnnxRuntime", "a version such as 1.14", $"'{needed}'", "Export the bundle again.");
        }

        // Development builds have names of their own; nothing can be said about them, so they are let through.
        if (Version.TryParse(found, out var version) && version < minimum)
        {
            throw new ExecutionException(
                $"ONNX Runtime for '{bundle.Manifest.Name}'", $"version {needed} or newer", found, "Use a newer ONNX Runtime.");
        }
    }
}
