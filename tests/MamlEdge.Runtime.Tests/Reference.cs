namespace MamlEdge.Runtime.Tests;

/// <summary>The models of the hand-made bundles and their inner steps in double precision, independent of any graph.</summary>
internal static class Reference
{
    /// <summary>y = x W + b of x [n, i], W [i, o], b [o].</summary>
    internal static double[] Affine(double[] x, double[] w, double[] b)
    {
        var (outputs, inputs) = (b.Length, w.Length / b.Length);
        var y = new double[x.Length / inputs * outputs];
        for (var at = 0; at < y.Length; at++)
        {
            var (n, o) = (at / outputs, at % outputs);
            y[at] = b[o] + Enumerable.Range(0, inputs).Sum(i => x[(n * inputs) + i] * w[(i * outputs) + o]);
        }

        return y;
    }

    /// <summary>One SGD step of W and b for the gradient dy of the loss with respect to y.</summary>
    internal static (double[] W, double[] B) Step(double[] x, double[] w, double[] b, double[] dy, double rate)
    {
        var (outputs, inputs) = (b.Length, w.Length / b.Length);
        var (newW, newB) = (w.ToArray(), b.ToArray());
        for (var at = 0; at < dy.Length; at++)
        {
            var (n, o) = (at / outputs, at % outputs);
            newB[o] -= rate * dy[at];
            for (var i = 0; i < inputs; i++)
                newW[(i * outputs) + o] -= rate * dy[at] * x[(n * inputs) + i];
        }

        return (newW, newB);
    }

    /// <summary>Mean squared error and its gradient.</summary>
    internal static (double Loss, double[] Dy) Mse(double[] y, double[] t) => (
        y.Zip(t, (a, b) => (a - b) * (a - b)).Average(),
        [.. y.Zip(t, (a, b) => 2 * (a - b) / y.Length)]);

    /// <summary>Mean cross-entropy of logits [n, ways] and its gradient.</summary>
    internal static (double Loss, double[] Dy) CrossEntropy(double[] y, long[] labels)
    {
        var ways = y.Length / labels.Length;
        var dy = new double[y.Length];
        var loss = 0.0;
        for (var n = 0; n < labels.Length; n++)
        {
            var sum = Enumerable.Range(0, ways).Sum(o => Math.Exp(y[(n * ways) + o]));
            for (var o = 0; o < ways; o++)
            {
                var p = Math.Exp(y[(n * ways) + o]) / sum;
                var hot = o == labels[n] ? 1 : 0;
                dy[(n * ways) + o] = (p - hot) / labels.Length;
                loss -= hot * Math.Log(p) / labels.Length;
            }
        }

        return (loss, dy);
    }

    internal static double[] Doubles(ReadOnlySpan<float> values)
    {
        var doubles = new double[values.Length];
        for (var i = 0; i < doubles.Length; i++)
            doubles[i] = values[i];
        return doubles;
    }
}
