using MamlEdge.Bundle;

namespace MamlEdge.Runtime.Tests;

/// <summary>The hand-made bundles (Bundles/make.py) and data for them.</summary>
internal static class TestBundles
{
    internal static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Bundles", name);

    internal static MetaModel Load(string name, RuntimeOptions? options = null) =>
        MetaModel.Load(Path(name), options ?? new RuntimeOptions { Target = ExecutionTarget.Cpu });

    internal static SafetensorsFile Theta(string name) =>
        Safetensors.Read(System.IO.Path.Combine(Path(name), BundleFiles.Theta));

    /// <summary>Numbers in [-1, 1) from a written-out generator.</summary>
    internal static float[] Numbers(int count, uint seed)
    {
        var numbers = new float[count];
        for (var i = 0; i < count; i++)
        {
            seed = (seed * 1664525) + 1013904223;
            numbers[i] = ((seed >> 8) / (float)(1 << 23)) - 1;
        }

        return numbers;
    }

    internal static Examples Examples(uint seed, params long[] shape) =>
        new(Numbers((int)TensorShape.Count(shape), seed), shape);
}
