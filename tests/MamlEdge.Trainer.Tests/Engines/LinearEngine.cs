using MamlEdge.Trainer.Engines;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Tests.Engines;

/// <summary>
/// MAML of y = w x + b with one inner step on the mean squared error, in closed form: with the Hessian H of the support loss,
/// the meta-gradient is (I - a H) times the query gradient at the adapted w, b.
/// </summary>
internal sealed class LinearEngine(double rate) : IMetaGradientEngine
{
    public ParameterLayout Layout { get; } = new([("theta.w", [1, 1]), ("theta.b", [1])]);

    /// <summary>Called at each computation; may throw or cancel.</summary>
    public Action? Computing { get; set; }

    /// <summary>A factor on the meta-gradient, for faults.</summary>
    public Func<double>? Spoiling { get; set; }

    /// <summary>Changes the results of a validation.</summary>
    public Func<IReadOnlyList<TaskResult>, IReadOnlyList<TaskResult>> Validated { get; set; } = tasks => tasks;

    public static (double Loss, double W, double B) Gradient(ExampleSet set, double w, double b)
    {
        var (loss, gw, gb) = (0.0, 0.0, 0.0);
        for (var i = 0; i < set.Count; i++)
        {
            var error = w * set.Inputs[i] + b - set.Values[i];
            loss += error * error / set.Count;
            gw += 2 * error * set.Inputs[i] / set.Count;
            gb += 2 * error / set.Count;
        }

        return (loss, gw, gb);
    }

    public MetaBatchResult Compute(IReadOnlyList<Episode> batch, ParameterVector parameters, ParameterVector gradient)
    {
        Computing?.Invoke();
        var results = new List<TaskResult>();
        var (sumW, sumB) = (0.0, 0.0);
        foreach (var (support, query) in batch)
        {
            double w = parameters.Values[0], b = parameters.Values[1];
            var inner = Gradient(support, w, b);
            var outer = Gradient(query, w - rate * inner.W, b - rate * inner.B);
            var meanX = support.Inputs.Average(x => (double)x);
            var meanXX = support.Inputs.Average(x => (double)x * x);
            sumW += outer.W - rate * 2 * (meanXX * outer.W + meanX * outer.B);
            sumB += outer.B - rate * 2 * (meanX * outer.W + outer.B);
            results.Add(new TaskResult(outer.Loss, null));
        }

        sumW *= Spoiling?.Invoke() ?? 1;
        gradient.Values[0] = (float)(sumW / batch.Count);
        gradient.Values[1] = (float)(sumB / batch.Count);
        return new MetaBatchResult(results);
    }

    public void WeighSteps(ReadOnlySpan<float> weights) => Assert.Equal(0, weights.Length);

    public MetaBatchResult Evaluate(IReadOnlyList<Episode> batch, ParameterVector parameters) =>
        new(Validated(Compute(batch, parameters, new ParameterVector(Layout)).Tasks));

    public void Dispose()
    {
    }
}
