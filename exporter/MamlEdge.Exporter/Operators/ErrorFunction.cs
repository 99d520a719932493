namespace MamlEdge.Exporter.Operators;

/// <summary>The error function in double precision: Taylor series near 0, continued fraction of erfc beyond.</summary>
internal static class ErrorFunction
{
    /// <summary>erf(x) = 2/√π ∫₀ˣ exp(-t²) dt (Abramowitz and Stegun 7.1.5 and 7.1.14).</summary>
    public static double Of(double x)
    {
        var a = Math.Abs(x);
        if (double.IsNaN(x)) return x;
        if (a > 6) return Math.Sign(x);
        return a < 2.5 ? Series(x) : Math.Sign(x) * (1 - Complement(a));
    }

    private static double Series(double x)
    {
        double term = x, sum = x;
        for (var n = 1; n < 200 && Math.Abs(term) > 1e-18; n++)
        {
            term *= -x * x / n;
            sum += term / ((2 * n) + 1);
        }

        return 2 / Math.Sqrt(Math.PI) * sum;
    }

    private static double Complement(double x)
    {
        var fraction = x;
        for (var n = 120; n > 0; n--) fraction = x + (n / 2.0 / fraction);
        return Math.Exp(-x * x) / Math.Sqrt(Math.PI) / fraction;
    }
}
