namespace MamlEdge.Trainer.Torch.Tests;

/// <summary>Closeness relative to the largest entry of a quantity over all its tensors: a bias before batch norm has gradient zero.</summary>
internal static class Close
{
    public static void Assert(IEnumerable<(double[] Expected, double[] Found)> tensors, double tolerance)
    {
        var pairs = tensors.ToList();
        var scale = pairs.Max(p => p.Expected.Select(Math.Abs).DefaultIfEmpty().Max());
        Xunit.Assert.True(scale > 0, "Everything expected is zero.");
        foreach (var (expected, found) in pairs)
        {
            Xunit.Assert.Equal(expected.Length, found.Length);
            for (var i = 0; i < expected.Length; i++) Xunit.Assert.Equal(expected[i], found[i], tolerance * scale);
        }
    }

    public static double[] Doubles(this float[] values) => Array.ConvertAll(values, v => (double)v);
}
