using MamlEdge.Bundle;

namespace MamlEdge.Device.Tests;

/// <summary>Examples as the commands read them.</summary>
internal static class SampleFiles
{
    /// <summary>Five made-up drawings for <see cref="Repository.Omniglot"/>, one of each class.</summary>
    public static string Drawings(string path) => Write(path, SafeTensor.FromFloats(Drawing(5), 5, 1, 28, 28), SafeTensor.FromLongs([0, 1, 2, 3, 4], 5));

    /// <summary>Five points of 3 sin(x + 1) for <see cref="Repository.Sinusoid"/>.</summary>
    public static string Sine(string path)
    {
        float[] x = [-4, -2, 0, 2, 4];
        return Write(path, SafeTensor.FromFloats(x, 5, 1), SafeTensor.FromFloats(Array.ConvertAll(x, at => 3 * MathF.Sin(at + 1)), 5, 1));
    }

    /// <summary>Bars that differ from drawing to drawing.</summary>
    public static float[] Drawing(int count) => [.. Enumerable.Range(0, count * 784).Select(at => at % 784 / 56 % (2 + (at / 784)) == 0 ? 1f : 0)];

    private static string Write(string path, SafeTensor x, SafeTensor y)
    {
        File.WriteAllBytes(path, Safetensors.Write([KeyValuePair.Create("x", x), KeyValuePair.Create("y", y)]));
        return path;
    }
}
