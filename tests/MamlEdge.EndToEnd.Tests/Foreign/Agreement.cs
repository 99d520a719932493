using MamlEdge.Bundle;

namespace MamlEdge.EndToEnd.Tests.Foreign;

/// <summary>
/// How far results are from a reference: the largest difference of an element of a tensor, relative to the largest element of the
/// reference tensor. Of adapted parameters the changes are compared, not the parameters, which hardly differ from θ. A tensor
/// that changes by less than a hundredth of what the others do is measured by that hundredth, because its own change is what is left of
/// larger terms that cancel (the bias of an attention key has the gradient zero).
/// </summary>
internal sealed class Agreement(IReadOnlyDictionary<string, SafeTensor> reference, IReadOnlyDictionary<string, SafeTensor> theta)
{
    private const double Floor = 0.01;
    private const string Measure = "measure.";

    /// <summary>Of the changes of all adapted parameters.</summary>
    public double OfChanges(IReadOnlyDictionary<string, float[]> results) => Largest("adapted.", results, parameter => theta[parameter].ToFloats());

    /// <summary>Of the meta-gradients of all parameters.</summary>
    public double OfMetaGradients(IReadOnlyDictionary<string, float[]> results) => Largest("meta.", results, parameter => new float[theta[parameter].ToFloats().Length]);

    /// <summary>Of the losses, which are compared as they are.</summary>
    public double OfLosses(string name, IReadOnlyDictionary<string, float[]> results)
    {
        var expected = new Entries(name, reference[name].ToDoubles());
        return expected.DifferenceTo(Array.ConvertAll(results[name], v => (double)v)) / expected.Scale;
    }

    private double Largest(string quantity, IReadOnlyDictionary<string, float[]> results, Func<string, float[]> start)
    {
        var names = reference.Keys.Where(n => n.StartsWith(quantity, StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(names, results.Keys.Where(n => n.StartsWith(quantity, StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        var pairs = new List<(Entries Expected, double[] Actual)>();
        foreach (var name in names)
        {
            var from = start(name[quantity.Length..]);
            double[] change = [.. results[name].Zip(from, (value, before) => (double)value - before)];
            var expected = reference[name].ToDoubles();
            // Of a tensor that is too large to keep, elements at even distances.
            int[] at = [.. Enumerable.Range(0, expected.Length).Select(i => (int)((long)i * change.Length / expected.Length))];
            pairs.Add((new(name, [.. expected.Zip(at, (value, i) => value - from[i])]), [.. at.Select(i => change[i])]));
            if (reference.TryGetValue(Measure + name, out var measure)) pairs.Add((new(name, measure.ToDoubles()), Measured(change)));
            else Assert.Equal(change.Length, expected.Length);
        }

        var floor = Floor * pairs.Max(p => p.Expected.Scale);
        return pairs.Max(p => p.Expected.DifferenceTo(p.Actual) / Math.Max(p.Expected.Scale, floor));
    }

    /// <summary>The length of a change and its projection on a pattern of signs: what every element has a part in.</summary>
    private static double[] Measured(double[] change) =>
        [Math.Sqrt(change.Sum(c => c * c)), change.Select((c, i) => c * Math.Sign(GeneratedWeights.Uniform((ulong)i))).Sum()];

    private sealed record Entries(string Name, double[] Values)
    {
        public double Scale => Values.Max(Math.Abs);

        public double DifferenceTo(double[] actual)
        {
            Assert.True(Values.Length == actual.Length, $"{Name}: expected {Values.Length} values, got {actual.Length}");
            return Values.Zip(actual, (a, b) => double.IsFinite(b) ? Math.Abs(a - b) : double.PositiveInfinity).Max();
        }
    }
}
