namespace MamlEdge.Trainer.Tests.Tasks;

/// <summary>Fits sums of known functions to values, by the normal equations.</summary>
internal static class LeastSquares
{
    /// <summary>The weights, and the root mean square of what they leave.</summary>
    public static (double[] Weights, double Residual) Fit<T>(IReadOnlyList<T> points, Func<T, double[]> features, IReadOnlyList<float> values)
    {
        double[][] rows = [.. points.Select(features)];
        var n = rows[0].Length;
        var system = new double[n, n + 1];
        for (var r = 0; r < rows.Length; r++)
        {
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j < n; j++) system[i, j] += rows[r][i] * rows[r][j];
                system[i, n] += rows[r][i] * values[r];
            }
        }

        for (var pivot = 0; pivot < n; pivot++)
        {
            for (var i = 0; i < n; i++)
            {
                if (i == pivot) continue;
                var factor = system[i, pivot] / system[pivot, pivot];
                for (var j = pivot; j <= n; j++) system[i, j] -= factor * system[pivot, j];
            }
        }

        double[] weights = [.. Enumerable.Range(0, n).Select(i => system[i, n] / system[i, i])];
        var squares = rows.Select((row, r) => Math.Pow(row.Zip(weights, (x, w) => x * w).Sum() - values[r], 2));
        return (weights, Math.Sqrt(squares.Average()));
    }
}
