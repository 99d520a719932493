using MamlEdge.Trainer.Random;

namespace MamlEdge.Trainer.Tasks;

/// <summary>The plane in which the weights of all linear and logistic tasks lie: w = B z with a fixed B [8, 2] of orthonormal columns.</summary>
internal static class SharedPlane
{
    /// <summary>Numbers of an input.</summary>
    public const int Features = 8;

    private const int Rank = 2;
    private static readonly double[,] Basis = Orthonormal();

    /// <summary>Draws a task's w, then inputs x ~ N(0, I) and their targets.</summary>
    /// <param name="random">All randomness comes from here.</param>
    /// <param name="episode">Filled.</param>
    /// <param name="target">The target for w . x.</param>
    public static void Fill(SeededRandom random, Episode episode, Func<double, double> target)
    {
        Span<double> weights = stackalloc double[Features];
        weights.Clear();
        for (var column = 0; column < Rank; column++)
        {
            var z = random.Normal();
            for (var i = 0; i < Features; i++) weights[i] += Basis[i, column] * z;
        }

        foreach (var set in new[] { episode.Support, episode.Query })
        {
            for (var example = 0; example < set.Count; example++)
            {
                var x = set.Input(example);
                var product = 0.0;
                for (var i = 0; i < Features; i++)
                {
                    x[i] = (float)random.Normal();
                    product += weights[i] * x[i];
                }

                set.Values[example] = (float)target(product);
            }
        }
    }

    /// <summary>Gram and Schmidt over random columns.</summary>
    private static double[,] Orthonormal()
    {
        var (random, basis) = (new SeededRandom(8), new double[Features, Rank]);
        for (var column = 0; column < Rank; column++)
        {
            double[] v = [.. Enumerable.Range(0, Features).Select(_ => random.Normal())];
            for (var before = 0; before < column; before++)
            {
                var shared = v.Select((value, i) => value * basis[i, before]).Sum();
                for (var i = 0; i < Features; i++) v[i] -= shared * basis[i, before];
            }

            var length = Math.Sqrt(v.Sum(value => value * value));
            for (var i = 0; i < Features; i++) basis[i, column] = v[i] / length;
        }

        return basis;
    }
}
