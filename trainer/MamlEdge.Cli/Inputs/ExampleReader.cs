using MamlEdge.Bundle;
using MamlEdge.Runtime;

namespace MamlEdge.Cli.Inputs;

/// <summary>
/// Reads the FILE or DIR that <c>adapt</c> and <c>predict</c> take: a safetensors file with the tensors <c>x</c> and
/// <c>y</c>, or a folder of images. Values, labels and shapes are checked by the runtime, which knows the model.
/// </summary>
internal static class ExampleReader
{
    private const string Inputs = "x";
    private const string Targets = "y";

    /// <summary>Examples with their targets.</summary>
    /// <param name="path">A safetensors file with <c>x</c> and <c>y</c>, or a folder with one folder of images for each class.</param>
    /// <param name="manifest">Says what the model expects.</param>
    public static GivenExamples ReadLabelled(string path, Manifest manifest)
    {
        if (Directory.Exists(path))
            return ImageFolder.ReadClasses(path, Images(path, manifest));
        var file = Open(path);
        return new GivenExamples(ToFloats(file[Inputs]), manifest.Loss == LossKind.CrossEntropy ? ToLabels(path, file[Targets]) : ToFloats(file[Targets]));
    }

    /// <summary>Examples to predict.</summary>
    /// <param name="path">A safetensors file with <c>x</c>, or a folder of images, whatever its folders are called.</param>
    /// <param name="manifest">Says what the model expects.</param>
    public static GivenExamples ReadUnlabelled(string path, Manifest manifest) => Directory.Exists(path)
        ? ImageFolder.ReadAll(path, Images(path, manifest))
        : new GivenExamples(ToFloats(Open(path)[Inputs]), null);

    private static SafetensorsFile Open(string path) => File.Exists(path)
        ? Safetensors.Read(path)
        : throw new FileNotFoundException($"'{path}' does not exist. Give a safetensors file with the tensors x and y, or a folder of images.");

    private static Preprocessor Images(string path, Manifest manifest) => manifest.Preprocessing is { Kind: "image" }
        ? Preprocessor.Of(manifest)
        : throw new InvalidDataException(
            $"'{path}' is a folder, but the bundle '{manifest.Name}' does not say how an image becomes its input "
            + $"{manifest.Input.ShapeText}. Give a safetensors file with the tensor x instead.");

    private static SafeTensor ToFloats(SafeTensor tensor) =>
        tensor.Type == ElementType.Float32 ? tensor : SafeTensor.FromFloats(tensor.ToFloats(), tensor.Shape);

    private static SafeTensor ToLabels(string path, SafeTensor tensor)
    {
        if (tensor.Type is ElementType.Float32 or ElementType.Float64 or ElementType.Float16 or ElementType.BFloat16)
        {
            throw new InvalidDataException(
                $"'{path}', tensor '{Targets}': expected integer class labels, since the bundle is a classifier, got {tensor.Type}.");
        }

        return tensor.Type == ElementType.Int64 ? tensor : SafeTensor.FromLongs(tensor.ToLongs(), tensor.Shape);
    }
}
