using MamlEdge.Bundle;

namespace MamlEdge.EndToEnd.Tests;

/// <summary>Writes the safetensors files that commands read.</summary>
internal static class TensorFile
{
    public static string Labelled(string path, float[] x, long[] shape, params long[] y) => Write(
        path, ("x", SafeTensor.FromFloats(x, shape)), ("y", SafeTensor.FromLongs(y, y.Length)));

    public static string Targets(string path, float[] x, long[] shape, float[] y, long[] targetShape) => Write(
        path, ("x", SafeTensor.FromFloats(x, shape)), ("y", SafeTensor.FromFloats(y, targetShape)));

    public static string Write(string path, params (string Name, SafeTensor Tensor)[] tensors)
    {
        File.WriteAllBytes(path, Safetensors.Write(tensors.Select(t => KeyValuePair.Create(t.Name, t.Tensor))));
        return path;
    }

    /// <summary>Three examples of the bundle <see cref="Repository.Votes"/>, one of each class.</summary>
    public static string Votes(string path) => Labelled(path, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0], [3, 4], 0, 1, 2);
}
