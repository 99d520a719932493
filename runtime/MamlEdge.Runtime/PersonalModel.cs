using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>
/// A model adapted to one user. Its session has the adapted weights as constants and is opened at the first
/// prediction, so that a caller who only wants the <see cref="State"/> pays for no session. Safe for use by several
/// threads; disposing it waits for no call, and ends what is in use with the last one. May outlive the
/// <see cref="MetaModel"/> that made it.
/// </summary>
public sealed class PersonalModel : IPredictor, IDisposable
{
    private readonly Lifetime _lifetime;
    private readonly Predictor _predictor;

    private PersonalModel(PersonalState state, AdaptReport? report, Predictor predictor, Action free)
    {
        State = state;
        Report = report;
        _predictor = predictor;
        _lifetime = new Lifetime(typeof(PersonalModel), free);
    }

    /// <summary>What was learned.</summary>
    public PersonalState State { get; }

    /// <summary>What the adaptation did; null for a restored model.</summary>
    public AdaptReport? Report { get; }

    /// <summary>Opens the session now, so that the first prediction is as fast as the others.</summary>
    /// <param name="cancellationToken">Ends loading.</param>
    /// <exception cref="BundleException">The graph does not load.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void Prepare(CancellationToken cancellationToken = default)
    {
        using var use = _lifetime.Enter();
        _predictor.Open(cancellationToken);
    }

    /// <inheritdoc/>
    public Predictions Predict(Examples x, CancellationToken cancellationToken = default)
    {
        using var use = _lifetime.Enter();
        return _predictor.Predict(x, cancellationToken);
    }

    /// <inheritdoc/>
    public void Predict(
        ReadOnlySpan<float> x, ReadOnlySpan<long> shape, Span<float> y, CancellationToken cancellationToken = default)
    {
        using var use = _lifetime.Enter();
        _predictor.Predict(x, shape, y, cancellationToken);
    }

    /// <inheritdoc/>
    public long[] OutputShapeOf(ReadOnlySpan<long> shape) => _predictor.OutputShapeOf(shape);

    /// <summary>Writes <see cref="State"/> so that a crash leaves the old file or the new one, whole.</summary>
    /// <param name="path">The file; replaced where it exists.</param>
    /// <exception cref="BundleException">The file cannot be written; the old one is untouched.</exception>
    public void Save(string path) => State.Save(path);

    /// <inheritdoc/>
    public void Dispose() => _lifetime.Dispose();

    /// <summary>Begins a use, until whose end <see cref="Predictor"/> works, whoever disposes the model meanwhile.</summary>
    internal Lifetime.Use Enter() => _lifetime.Enter();

    /// <summary>Predicts for who has begun a use.</summary>
    internal Predictor Predictor => _predictor;

    /// <summary>The fastest form; that of a model with a free number of classes is <see cref="Bound"/>, because constants have fixed shapes.</summary>
    internal static PersonalModel Of(BundleSessions sessions, PersonalState state, AdaptReport? report = null) =>
        ClassRows.Any(sessions.Manifest) ? Bound(sessions, state, report) : Baked(sessions, state, report);

    /// <summary>A session of its own with the weights as constants.</summary>
    internal static PersonalModel Baked(BundleSessions sessions, PersonalState state, AdaptReport? report = null)
    {
        var session = sessions.Baked(state);
        var predictor = new Predictor(sessions.Manifest, session, OutputMeaning.Of(sessions.Manifest, state));
        return new(state, report, predictor, () =>
        {
            predictor.Dispose();
            session.Dispose();
        });
    }

    /// <summary>Weights as inputs of the session that all share, which stays open until the last of them is disposed. The caller has begun a use of the sessions.</summary>
    internal static PersonalModel Bound(BundleSessions sessions, PersonalState state, AdaptReport? report = null)
    {
        var use = sessions.Lifetime.Extend();
        var weights = new WeightInputs(sessions.Theta, state.Parameters.ToDictionary(StringComparer.Ordinal));
        var predictor = new Predictor(
            sessions.Manifest, sessions.Predict, OutputMeaning.Of(sessions.Manifest, state), ClassRows.Count(sessions.Manifest, state), weights.ToInputs());
        return new(state, report, predictor, () =>
        {
            predictor.Dispose();
            weights.Dispose();
            use.Dispose();
        });
    }
}
