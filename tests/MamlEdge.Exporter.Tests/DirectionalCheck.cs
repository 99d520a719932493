namespace MamlEdge.Exporter.Tests;

/// <summary>
/// A gradient against central differences of two step sizes along a random direction. Where these two disagree, a kink lies between the
/// points or rounding prevails, and nothing can be said; where they agree, the gradient must agree with them.
/// </summary>
internal static class DirectionalCheck
{
    public enum Verdict
    {
        /// <summary>Gradient and differences agree.</summary>
        Equal,

        /// <summary>The differences disagree among themselves.</summary>
        Undecided,

        /// <summary>The differences agree, and the gradient does not agree with them.</summary>
        Mismatch,
    }

    private const double LongStep = 2e-5;
    private const double ShortStep = 4e-6;

    /// <summary>Compares the gradients that a function gives of one of its results.</summary>
    /// <param name="function">The function.</param>
    /// <param name="point">Where.</param>
    /// <param name="scalar">Name of the differentiated result.</param>
    /// <param name="prefix">Names of the results with the gradients are this and the name of the input.</param>
    /// <param name="random">Draws the direction.</param>
    /// <param name="along">Inputs that the direction has a part in; all of the point by default.</param>
    public static (Verdict Verdict, string Finding) Run(Function function, IReadOnlyDictionary<string, Tensor> point, string scalar, string prefix, Random random, IReadOnlyList<string>? along = null)
    {
        var at = new Interpreter(function).Run(point);
        var values = new Interpreter(function with { Outputs = [.. function.Outputs.Where(o => o.Name == scalar)] });
        var direction = (along ?? [.. point.Keys]).ToDictionary(x => x, x => Array.ConvertAll(point[x].Values, _ => (2 * random.NextDouble()) - 1));
        var terms = direction.Keys.SelectMany(x => at[prefix + x].Values.Zip(direction[x], (a, b) => a * b)).ToArray();
        var derivative = terms.Sum();
        var (far, near) = (Difference(LongStep), Difference(ShortStep));
        // What rounding leaves of a difference grows with the value, and with the terms that cancel in the derivative.
        var tolerance = 1e-6 * Math.Max(Math.Max(Math.Abs(derivative), Math.Abs(near)), Math.Max(terms.Select(Math.Abs).DefaultIfEmpty().Max(), Math.Abs(at[scalar].Values[0])) * 1e-1) + 1e-9;
        var finding = $"gradient {derivative:R}, differences {far:R} and {near:R}";
        if (!double.IsFinite(derivative)) return (Verdict.Mismatch, finding);
        if (!(Math.Abs(far - near) <= tolerance)) return (Verdict.Undecided, finding);
        return (Math.Abs(derivative - near) <= 3 * tolerance ? Verdict.Equal : Verdict.Mismatch, finding);

        double Difference(double step) => (At(step) - At(-step)) / (2 * step);

        double At(double step) => values.Run(point.ToDictionary(
            p => p.Key, p => direction.TryGetValue(p.Key, out var d) ? new Tensor(p.Value.Type, p.Value.Dims, [.. p.Value.Values.Zip(d, (v, slope) => v + (step * slope))]) : p.Value))[scalar].Values[0];
    }
}
