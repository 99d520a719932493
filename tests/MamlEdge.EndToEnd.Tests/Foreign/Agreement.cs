using MamlEdge.Bundle;

namespace MamlEdge.EndToEnd.Tests.Foreign;

/// <summary>
/// How far results are from a reference: the largest difference of an element of a tensor, relative to the largest element of the
/// reference tensor; of adapted parameters their changes are compared, not the parameters, which hardly differ from θ.
/// A tensor with a change below a hundredth of the largest one is measured by that, because its own is cancellation of larger terms
/// (the bias of an attention key has the gradient zero).
/// </summary>
internal sealed class Agreement(ForeignModel model, IReadOnlyDictionary<string, SafeTensor> reference, IReadOnlyDictionary<string, SafeTensor> theta)
{
    private const double Floor = 0.01;

    public double OfChanges(IReadOnlyDictionary<string, float[]> results) => Largest("adapted.", results, p => theta[p].ToFloats());

    public double OfMetaGradients(IReadOnlyDictionary<string, float[]> results) => Largest("meta.", results, p => new float[theta[p].ToFloats().Length]);

    /// <summary>Largest difference relative to the largest element.</summary>
    public static double Relative(float[] expected, float[] actual) => Difference(expected, actual) / Scale(expected);

    private double Largest(string quantity, IReadOnlyDictionary<string, float[]> results, Func<string, float[]> start)
    {
        var names = reference.Keys.Where(n => n.StartsWith(quantity, StringComparison.Ordinal)).ToList();
        Assert.Equal(names.Order(StringComparer.Ordinal), results.Keys.Where(n => n.StartsWith(quantity, StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        var changes = names.Select(n => (Name: n, Expected: reference[n].ToFloats(), From: start(n[quantity.Length..]), Actual: results[n])).Select(c =>
        {
            if (!model.Generated) return (c.Name, Expected: Minus(c.Expected, c.From), Actual: Minus(c.Actual, c.From));
            var at = Enumerable.Range(0, c.Expected.Length).Select(i => (int)((long)i * c.Actual.Length / c.Expected.Length)).ToArray();
            return (c.Name, Expected: Minus(c.Expected, Taken(c.From, at)), Actual: Minus(Taken(c.Actual, at), Taken(c.From, at)));
        }).ToList();
        var floor = Floor * changes.Max(c => Scale(c.Expected));
        return changes.Max(c => Difference(c.Expected, c.Actual) / Math.Max(Scale(c.Expected), floor));
    }

    private static float[] Taken(float[] values, int[] at) => Array.ConvertAll(at, i => values[i]);

    private static float[] Minus(float[] a, float[] b) => [.. a.Zip(b, (x, y) => x - y)];

    private static double Scale(float[] values) => values.Max(v => Math.Abs((double)v));

    private static double Difference(float[] a, float[] b)
    {
        Assert.Equal(a.Length, b.Length);
        return a.Zip(b, (x, y) => double.IsFinite(y) ? Math.Abs((double)x - y) : double.PositiveInfinity).Max();
    }
}
