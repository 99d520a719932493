using MamlEdge.Bundle;
using MamlEdge.Runtime;

namespace MamlEdge.Cli.Inputs;

/// <summary>
/// Reads the FILE or DIR that <c>adapt</c> and <c>predict</c> take: a safetensors file with the tensors <c>x</c> and
/// <c>y</c>, or a folder of images. Values, labels and shapes are checked by the runtime, which knows the model.
/// </summary>
internal static class ExampleReader
{
    /// <summary>Examples with their targets.</summary>
    /// <param name="path">A safetensors file with <c>x</c> and <c>y</c>, or a folder with one folder of images for each class.</param>
    /// <param name="manifest">Says what the model expects.</param>
    public static GivenExamples ReadLabelled(string path, Manifest manifest)
    {
        if (Directory.Exists(path))
            return ImageFolder.ReadClasses(path, Images(path, manifest));
        RequireFile(path);
        var support = ExampleFile.ReadSupport(path, manifest);
        return new GivenExamples(support.X, support.Y);
    }

    /// <summary>Examples to predict.</summary>
    /// <param name="path">A safetensors file with <c>x</c>, or a folder of images, whatever its folders are called.</param>
    /// <param name="manifest">Says what the model expects.</param>
    public static GivenExamples ReadUnlabelled(string path, Manifest manifest)
    {
        if (Directory.Exists(path))
            return ImageFolder.ReadAll(path, Images(path, manifest));
        RequireFile(path);
        return new GivenExamples(ExampleFile.ReadInputs(path), null);
    }

    private static void RequireFile(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"'{path}' does not exist. Give a safetensors file with the tensors x and y, or a folder of images.");
    }

    private static Preprocessor Images(string path, Manifest manifest) => manifest.Preprocessing is { Kind: "image" }
        ? Preprocessor.Of(manifest)
        : throw new InvalidDataException(
            $"'{path}' is a folder, but the bundle '{manifest.Name}' does not say how an image becomes its input "
            + $"{manifest.Input.ShapeText}. Give a safetensors file with the tensor x instead.");
}
