using System.Globalization;
using MamlEdge.Cli.Results;

namespace MamlEdge.Cli.Verification;

/// <summary>Differences of numbers, and what is made of them.</summary>
internal static class Judgement
{
    /// <summary>The largest difference between tensors, relative to the largest number expected in any of them.</summary>
    public static double Largest(IEnumerable<(double[] Expected, float[] Found)> tensors)
    {
        var (difference, scale) = (0.0, 1e-12);
        foreach (var (expected, found) in tensors)
        {
            difference = Math.Max(difference, expected.Zip(found, (a, b) => Math.Abs(a - b)).DefaultIfEmpty().Max());
            scale = Math.Max(scale, expected.Select(Math.Abs).DefaultIfEmpty().Max());
        }

        return difference / scale;
    }

    /// <summary>How close results of float32 after some inner steps should be: rounding adds up over the steps.</summary>
    public static double Tolerance(int steps) => steps >= 3 ? 5e-4 : 1e-4;

    /// <summary>A check that is in order where an error is within its tolerance; an error that is no number is not.</summary>
    public static Check Of(string name, double error, double tolerance, string what)
    {
        var text = $"{what}: largest difference {error.ToString("0.0e-00", CultureInfo.InvariantCulture)}, at most {tolerance.ToString("0e-00", CultureInfo.InvariantCulture)} allowed";
        return error <= tolerance ? new(name, CheckState.Ok, text) : new(name, CheckState.Problem, text, "The graphs do not compute what the manifest says. Export the bundle again.");
    }
}
