namespace MamlEdge.Trainer.Tasks;

/// <summary>Mean and standard deviation of each feature, fitted on meta-training data only and applied to all.</summary>
/// <param name="Mean">Means.</param>
/// <param name="Std">Standard deviations; 1 for a feature that does not vary.</param>
internal sealed record Standardization(double[] Mean, double[] Std)
{
    /// <summary>A feature of less than this standard deviation counts as constant.</summary>
    private const double Smallest = 1e-8;

    /// <summary>Fits the values of several examples.</summary>
    /// <param name="examples">Values of each, [features, length] row-major; length may differ between examples.</param>
    /// <param name="features">Number of features.</param>
    public static Standardization Fit(IEnumerable<float[]> examples, int features)
    {
        var (count, mean, squares) = (new long[features], new double[features], new double[features]);
        foreach (var example in examples)
        {
            var length = example.Length / features;
            for (var i = 0; i < example.Length; i++)
            {
                // Welford 1962: no difference of large sums.
                var feature = i / length;
                var distance = example[i] - mean[feature];
                mean[feature] += distance / ++count[feature];
                squares[feature] += distance * (example[i] - mean[feature]);
            }
        }

        return new Standardization(mean, [.. squares.Select((sum, f) => Math.Sqrt(sum / Math.Max(count[f], 1)) is >= Smallest and var std ? std : 1)]);
    }
}
