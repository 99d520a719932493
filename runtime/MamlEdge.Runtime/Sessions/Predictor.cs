using MamlEdge.Bundle;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>
/// Predicts on a session from any number of threads. Buffers are kept for the shapes in use, at most one for each core, so
/// that predictions of a shape seen before allocate nothing.
/// </summary>
/// <param name="manifest">Names and shapes of input and output.</param>
/// <param name="session">The graph; its weights are constants, or inputs.</param>
/// <param name="meaning">What the outputs mean.</param>
/// <param name="classes">Number of classes, where it is free.</param>
/// <param name="weights">Where weights are inputs: all of them, owned by the caller.</param>
internal sealed class Predictor(
    Manifest manifest, LazySession session, OutputMeaning meaning, long classes = 1, Dictionary<string, OrtValue>? weights = null) : IDisposable
{
    private static readonly int Capacity = Math.Max(2, Environment.ProcessorCount);

    private readonly Lock _lock = new();
    private readonly List<PredictionSlot> _idle = new(Capacity);

    /// <summary>Opens the session.</summary>
    internal void Open(CancellationToken cancellationToken) => _ = session.Open(cancellationToken);

    /// <summary>Predicts into a span.</summary>
    internal void Predict(
        ReadOnlySpan<float> x, ReadOnlySpan<long> shape, Span<float> y, CancellationToken cancellationToken)
    {
        var slot = Run(x, shape, y.Length, cancellationToken);
        slot.Output.CopyTo(y);
        Return(slot);
    }

    /// <summary>Predicts into a new array.</summary>
    internal Predictions Predict(Examples x, CancellationToken cancellationToken)
    {
        var slot = Run(x.Values.Span, x.Shape, outputLength: null, cancellationToken);
        var predictions = new Predictions(slot.Output.ToArray(), slot.OutputShape, meaning);
        Return(slot);
        return predictions;
    }

    /// <summary>The shape of the output for an input shape, with as many classes as these weights have.</summary>
    internal long[] OutputShapeOf(ReadOnlySpan<long> shape) => OutputShape.Of(manifest, shape, classes);

    /// <summary>Frees the buffers; callers see to it that none is in use (<see cref="Lifetime"/>).</summary>
    public void Dispose()
    {
        foreach (var slot in _idle)
            slot.Dispose();
    }

    private PredictionSlot Run(
        ReadOnlySpan<float> x, ReadOnlySpan<long> shape, int? outputLength, CancellationToken cancellationToken)
    {
        InputChecks.Count("x", x.Length, shape);
        var slot = Take(shape, cancellationToken);
        try
        {
            if (outputLength is { } length && length != slot.Output.Length)
            {
                throw new InputException(
                    "y", $"room for {slot.Output.Length} values of shape {TensorShape.Text(slot.OutputShape)}", $"{length}",
                    "Give a span of that length.");
            }

            InputChecks.Finite("x", x, shape);
            x.CopyTo(slot.Input);
            session.Run(slot, cancellationToken);
            return slot;
        }
        catch (ExecutionException error) when (session.Replace(slot.Session, error))
        {
            Return(slot);
            return Run(x, shape, outputLength, cancellationToken);
        }
        catch
        {
            Return(slot);
            throw;
        }
    }

    private PredictionSlot Take(ReadOnlySpan<long> shape, CancellationToken cancellationToken)
    {
        var opened = session.Open(cancellationToken);
        lock (_lock)
        {
            for (var at = _idle.Count - 1; at >= 0; at--)
            {
                if (!_idle[at].Takes(opened, shape))
                    continue;
                var slot = _idle[at];
                _idle.RemoveAt(at);
                return slot;
            }
        }

        var outputShape = OutputShapeOf(shape);
        return new PredictionSlot(opened, manifest.Input.Name, shape.ToArray(), manifest.Output.Name, outputShape, weights);
    }

    private void Return(PredictionSlot slot)
    {
        PredictionSlot? surplus = null;
        lock (_lock)
        {
            // The oldest goes, so that a change of batch size does not leave buffers that no one asks for.
            if (_idle.Count == Capacity)
            {
                surplus = _idle[0];
                _idle.RemoveAt(0);
            }

            _idle.Add(slot);
        }

        surplus?.Dispose();
    }
}
