using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>Examples as a safetensors file: <c>x</c> and, for adaptation, <c>y</c>. Shapes and values are checked where a model takes them.</summary>
public static class ExampleFile
{
    private const string Inputs = "x";
    private const string Targets = "y";

    /// <summary>Reads examples to predict.</summary>
    /// <param name="path">The file.</param>
    /// <returns><c>x</c> as float32 [N, ...].</returns>
    /// <exception cref="BundleException">The file is missing or damaged, holds no <c>x</c>, or a type that is not converted.</exception>
    public static SafeTensor ReadInputs(string path) => Floats(Safetensors.Read(path)[Inputs]);

    /// <summary>Reads examples to adapt to.</summary>
    /// <param name="path">The file: <c>y</c> holds integer labels for a classifier, otherwise numbers.</param>
    /// <param name="manifest">Says which.</param>
    /// <exception cref="BundleException">The file is missing or damaged, lacks a tensor, or holds a type that is not converted.</exception>
    /// <exception cref="InputException">The labels of a classifier are no integers.</exception>
    public static KeptSupport ReadSupport(string path, Manifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var file = Safetensors.Read(path);
        var x = Floats(file[Inputs]);
        var y = manifest.Loss == LossKind.CrossEntropy ? Labels(path, file[Targets]) : Floats(file[Targets]);
        return new KeptSupport(x, y) { Preprocessing = manifest.Preprocessing };
    }

    private static SafeTensor Floats(SafeTensor tensor) => tensor.Type == ElementType.Float32 ? tensor : SafeTensor.FromFloats(tensor.ToFloats(), tensor.Shape);

    private static SafeTensor Labels(string path, SafeTensor tensor) => tensor.Type switch
    {
        ElementType.Int64 => tensor,
        ElementType.Float32 or ElementType.Float64 or ElementType.Float16 or ElementType.BFloat16 => throw new InputException(
            $"{path}, '{Targets}'", "integer class labels, since the bundle is a classifier", tensor.Type.ToString(), "Give the labels as int64."),
        _ => SafeTensor.FromLongs(tensor.ToLongs(), tensor.Shape),
    };
}
