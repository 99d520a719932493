using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>Other ways to predict, for the meta-learned model and personal ones alike.</summary>
public static class PredictorExtensions
{
    /// <summary>
    /// Predicts without blocking the caller. It is work for a processor, not waiting: the call takes a thread of the thread pool until it ends.
    /// </summary>
    /// <param name="model">What predicts.</param>
    /// <param name="x">Examples in the shape of the manifest's input; they must not change meanwhile.</param>
    /// <param name="cancellationToken">Ends the run between two operators.</param>
    public static Task<Predictions> PredictAsync(this IPredictor model, Examples x, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Task.Run(() => model.Predict(x, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Predicts many examples, a batch at a time, so that memory is that of one batch. A model that normalises by the examples at hand
    /// (<see cref="NormalizationKind.Batch"/>) gives other numbers for other batches; other models do not.
    /// </summary>
    /// <param name="model">What predicts.</param>
    /// <param name="x">Any number of examples in the shape of the manifest's input.</param>
    /// <param name="batch">Examples of a batch; the last has what is left.</param>
    /// <param name="cancellationToken">Ends the run between two operators.</param>
    /// <exception cref="InputException">Shape or values do not fit.</exception>
    public static Predictions PredictInBatches(this IPredictor model, Examples x, int batch = 32, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        if (x.Count <= batch)
            return model.Predict(x, cancellationToken);
        var (count, width, shape) = ((int)x.Count, x.Values.Length / (int)x.Count, x.Shape.ToArray());
        Predictions Part(int first)
        {
            shape[0] = Math.Min(batch, count - first);
            return model.Predict(new Examples(x.Values.Slice(first * width, (int)shape[0] * width), [.. shape]), cancellationToken);
        }

        var start = Part(0);
        var values = new float[start.Values.Length / batch * count];
        start.Values.CopyTo(values, 0);
        for (var first = batch; first < count; first += batch)
            Part(first).Values.CopyTo(values, start.Values.Length / batch * first);
        return start.With(values, count);
    }
}
