namespace MamlEdge.Runtime.Tests;

internal static class Close
{
    /// <summary>Every value within a tolerance of the expected one, relative to the largest expected one.</summary>
    internal static void Assert(IReadOnlyList<double> expected, ReadOnlySpan<float> actual, double tolerance)
    {
        Xunit.Assert.Equal(expected.Count, actual.Length);
        var scale = expected.Max(Math.Abs);
        for (var i = 0; i < actual.Length; i++)
            Xunit.Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * scale, $"at {i}: expected {expected[i]}, got {actual[i]}");
    }

    internal static void Assert(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance) =>
        Assert(Reference.Doubles(expected), actual, tolerance);

    internal static double LargestDifference(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var largest = 0.0;
        for (var i = 0; i < a.Length; i++)
            largest = Math.Max(largest, Math.Abs(a[i] - b[i]));
        return largest;
    }
}
