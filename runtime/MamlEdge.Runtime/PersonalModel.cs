using MamlEdge.Bundle;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>
/// A model adapted to one user. Its session has the adapted weights as constants and is opened at the first
/// prediction, so that a caller who only wants the <see cref="State"/> pays for no session. Safe for use by several
/// threads; dispose it when no call is in progress. May outlive the <see cref="MetaModel"/> that made it.
/// </summary>
public sealed class PersonalModel : IDisposable
{
    private readonly LazySession _session;
    private readonly Predictor _predictor;
    private readonly WeightInputs? _weights;

    internal PersonalModel(Manifest manifest, PersonalState state, AdaptReport? report, Func<WeightedSession> open)
    {
        State = state;
        Report = report;
        _session = new LazySession(typeof(PersonalModel), open);
        _predictor = new Predictor(manifest, _session);
    }

    /// <summary>A model with a free number of classes: constants have fixed shapes, so that its weights are inputs.</summary>
    internal PersonalModel(Manifest manifest, PersonalState state, AdaptReport? report, Func<WeightedSession> open, WeightInputs weights)
    {
        State = state;
        Report = report;
        _weights = weights;
        _session = new LazySession(typeof(PersonalModel), open);
        var inputs = new Dictionary<string, OrtValue>(StringComparer.Ordinal);
        weights.AddTo(inputs);
        _predictor = new Predictor(manifest, _session, ClassRows.Count(manifest, state), inputs);
    }

    /// <summary>What was learned.</summary>
    public PersonalState State { get; }

    /// <summary>What the adaptation did; null for a restored model.</summary>
    public AdaptReport? Report { get; }

    /// <summary>Opens the session now, so that the first prediction is as fast as the others.</summary>
    /// <exception cref="BundleException">The graph does not load.</exception>
    public void Prepare() => _ = _session.Value;

    /// <summary>Predicts.</summary>
    /// <param name="x">Examples in the shape of the manifest's input.</param>
    /// <param name="cancellationToken">Ends the run between two operators.</param>
    /// <exception cref="InputException">Shape or values do not fit.</exception>
    public Predictions Predict(Examples x, CancellationToken cancellationToken = default) =>
        _predictor.Predict(x, cancellationToken);

    /// <summary>Predicts without allocating, once a prediction of the same shape has been made.</summary>
    /// <param name="x">Row-major values.</param>
    /// <param name="shape">Their dimensions, examples first.</param>
    /// <param name="y">Takes the row-major outputs; exactly as many as there are.</param>
    /// <param name="cancellationToken">Ends the run between two operators.</param>
    /// <exception cref="InputException">Shape, values or the length of <paramref name="y"/> do not fit.</exception>
    public void Predict(
        ReadOnlySpan<float> x, ReadOnlySpan<long> shape, Span<float> y, CancellationToken cancellationToken = default) =>
        _predictor.Predict(x, shape, y, cancellationToken);

    /// <summary>Dimensions of the output for an input, so that a caller can make room for it.</summary>
    /// <param name="shape">Dimensions of the input, examples first.</param>
    /// <exception cref="InputException">The shape does not fit the manifest's.</exception>
    public long[] OutputShapeOf(ReadOnlySpan<long> shape) => _predictor.OutputShape(shape);

    /// <summary>Writes <see cref="State"/> so that a crash leaves the old file or the new one, whole.</summary>
    /// <param name="path">The file; replaced where it exists.</param>
    /// <exception cref="BundleException">The file cannot be written; the old one is untouched.</exception>
    public void Save(string path) => State.Save(path);

    /// <inheritdoc/>
    public void Dispose()
    {
        _predictor.Dispose();
        _session.Dispose();
        _weights?.Dispose();
    }
}
