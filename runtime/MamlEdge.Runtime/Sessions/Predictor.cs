using MamlEdge.Bundle;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>
/// Predicts on a session whose weights are constants, from any number of threads. Buffers are kept for the shapes in
/// use, at most one for each core, so that predictions of a shape seen before allocate nothing. Where the number of classes is free, weights are inputs.
/// </summary>
internal sealed class Predictor(Manifest manifest, LazySession session, long classes = 1, Dictionary<string, OrtValue>? weights = null) : IDisposable
{
    private static readonly int Capacity = Math.Max(2, Environment.ProcessorCount);

    private readonly Lock _lock = new();
    private readonly List<PredictionSlot> _idle = new(Capacity);
    private bool _disposed;

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
        var predictions = new Predictions(slot.Output.ToArray(), slot.OutputShape);
        Return(slot);
        return predictions;
    }

    /// <summary>The shape of the output for an input shape, with as many classes as these weights have.</summary>
    internal long[] OutputShape(ReadOnlySpan<long> shape) => OutputShape(manifest, shape, classes);

    /// <summary>The shape of the output for an input shape that fits the manifest.</summary>
    internal static long[] OutputShape(Manifest manifest, ReadOnlySpan<long> shape, long classes)
    {
        var symbols = InputChecks.Shape("x", manifest.Input, shape);
        if (ClassRows.Any(manifest) && manifest.Output.Shape[^1].Symbol is { } ofClasses)
            symbols.TryAdd(ofClasses, classes);
        return [.. manifest.Output.Shape.Select(dimension => dimension.Size
            ?? (symbols.TryGetValue(dimension.Symbol!, out var size) ? size : throw new BundleException(
                $"{BundleFiles.Manifest}, output.shape", $"symbols of input.shape {manifest.Input.ShapeText}",
                manifest.Output.ShapeText, "Export the bundle again.")))];
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            foreach (var slot in _idle)
                slot.Dispose();
            _idle.Clear();
        }
    }

    private PredictionSlot Run(
        ReadOnlySpan<float> x, ReadOnlySpan<long> shape, int? outputLength, CancellationToken cancellationToken)
    {
        InputChecks.Count("x", x.Length, shape);
        var slot = Take(shape);
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
            slot.Run(weights is null ? BundleFiles.Forward : BundleFiles.Predict, session.Value, cancellationToken);
            return slot;
        }
        catch
        {
            Return(slot);
            throw;
        }
    }

    private PredictionSlot Take(ReadOnlySpan<long> shape)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, session.Owner);
            for (var at = _idle.Count - 1; at >= 0; at--)
            {
                if (!_idle[at].Takes(shape))
                    continue;
                var slot = _idle[at];
                _idle.RemoveAt(at);
                return slot;
            }
        }

        var outputShape = OutputShape(shape);
        return new PredictionSlot(session.Value, manifest.Input.Name, shape.ToArray(), manifest.Output.Name, outputShape, weights);
    }

    private void Return(PredictionSlot slot)
    {
        PredictionSlot? surplus = null;
        lock (_lock)
        {
            if (_disposed)
            {
                surplus = slot;
            }
            else
            {
                // The oldest goes, so that a change of batch size does not leave buffers that no one asks for.
                if (_idle.Count == Capacity)
                {
                    surplus = _idle[0];
                    _idle.RemoveAt(0);
                }

                _idle.Add(slot);
            }
        }

        surplus?.Dispose();
    }
}
