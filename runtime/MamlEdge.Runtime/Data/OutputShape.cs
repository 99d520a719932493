using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>The shape of a model's output, from that of its input.</summary>
internal static class OutputShape
{
    /// <summary>Puts in what the symbols of the manifest stand for.</summary>
    /// <exception cref="InputException">The input shape does not fit the manifest.</exception>
    /// <exception cref="BundleException">The output has a symbol that the input has not.</exception>
    internal static long[] Of(Manifest manifest, ReadOnlySpan<long> shape, long classes)
    {
        var symbols = InputChecks.Shape("x", manifest.Input, shape);
        if (ClassRows.Any(manifest) && manifest.Output.Shape[^1].Symbol is { } ofClasses)
            symbols.TryAdd(ofClasses, classes);
        var output = new long[manifest.Output.Shape.Count];
        for (var at = 0; at < output.Length; at++)
        {
            var dimension = manifest.Output.Shape[at];
            output[at] = dimension.Size
                ?? (symbols.TryGetValue(dimension.Symbol!, out var size) ? size : throw new BundleException(
                    $"{BundleFiles.Manifest}, output.shape", $"symbols of input.shape {manifest.Input.ShapeText}",
                    manifest.Output.ShapeText, "Export the bundle again."));
        }

        return output.Aggregate(1.0, (count, size) => count * size) <= Array.MaxLength
            ? output
            : throw new InputException(
                "x", $"examples with at most {Array.MaxLength} outputs in all", TensorShape.Text(output), "Predict fewer at once.");
    }
}
