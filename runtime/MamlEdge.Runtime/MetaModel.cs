using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>
/// A meta-learned model from a bundle: predicts as it is, and adapts to a few labelled examples. Safe for use by
/// several threads; disposing it waits for no call, and ends what is in use with the last one.
/// </summary>
/// <example>
/// <code>
/// using var model = MetaModel.Load("omniglot.maml");
/// using var personal = model.Adapt(new Examples(pixels, 5, 1, 28, 28), [0, 1, 2, 3, 4]);
/// var classes = personal.Predict(new Examples(query, 1, 1, 28, 28)).Classes();
/// personal.Save("alice.state");
/// </code>
/// </example>
public sealed partial class MetaModel : IPredictor, IDisposable
{
    private readonly BundleSessions _sessions;
    private readonly Adapter _adapter;

    private MetaModel(BundleSessions sessions) => (_sessions, _adapter) = (sessions, new Adapter(sessions));

    /// <summary>What the bundle contains.</summary>
    public Manifest Manifest => _sessions.Manifest;

    /// <summary>Identifies the bundle: SHA-256 of its manifest, in lower-case hexadecimal.</summary>
    public string BundleSha256 => _sessions.BundleSha256;

    /// <summary>Turns pictures, recordings of sensors or rows of numbers into examples, as the manifest says.</summary>
    /// <exception cref="InputException">The manifest does not say how.</exception>
    public Preprocessor Preprocessor => field ??= Preprocessor.Of(Manifest);

    /// <summary>Where graphs run, and why there.</summary>
    public ExecutionInfo Execution => _sessions.Execution;

    /// <summary>
    /// Of each graph that was opened so far, by its file, what became of it in <see cref="RuntimeOptions.OptimizedModels"/>, in words: <c>read</c>, <c>kept</c> or
    /// <c>not kept</c>, with the reason. Empty where there is no such folder.
    /// </summary>
    public IReadOnlyDictionary<string, string> OptimizedModels => _sessions.OptimizedModels;

    /// <summary>Loads a bundle.</summary>
    /// <param name="path">Its folder, or its uncompressed .zip.</param>
    /// <param name="options">How it is loaded and run.</param>
    /// <exception cref="BundleException">The bundle is missing, damaged, of a newer format, not signed by a trusted key, or does not load.</exception>
    /// <exception cref="ExecutionException">The execution target asked for is not available.</exception>
    public static MetaModel Load(string path, RuntimeOptions? options = null)
    {
        options ??= new RuntimeOptions();
        options.Check();
        using var bundle = BundleReader.Open(path, options.TrustedKeys);
        OnnxRuntimeTelemetry.TurnOff();
        OnnxRuntimeVersion.Require(bundle);
        var sessions = new BundleSessions(bundle, options);
        try
        {
            sessions.Start();
            return new MetaModel(sessions);
        }
        catch
        {
            sessions.Dispose();
            throw;
        }
    }

    /// <summary>Opens the adaptation graphs now, so that the first adaptation is as fast as the others.</summary>
    /// <param name="cancellationToken">Ends loading.</param>
    /// <exception cref="BundleException">A graph does not load.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void Prepare(CancellationToken cancellationToken = default)
    {
        using var use = _sessions.Lifetime.Enter();
        _ = _sessions.Adapt.Open(cancellationToken);
        _ = _sessions.Continue.Open(cancellationToken);
    }

    /// <inheritdoc/>
    public Predictions Predict(Examples x, CancellationToken cancellationToken = default)
    {
        using var use = _sessions.Lifetime.Enter();
        return _sessions.Base.Predict(x, cancellationToken);
    }

    /// <inheritdoc/>
    public void Predict(
        ReadOnlySpan<float> x, ReadOnlySpan<long> shape, Span<float> y, CancellationToken cancellationToken = default)
    {
        using var use = _sessions.Lifetime.Enter();
        _sessions.Base.Predict(x, shape, y, cancellationToken);
    }

    /// <inheritdoc/>
    public long[] OutputShapeOf(ReadOnlySpan<long> shape) => _sessions.Base.OutputShapeOf(shape);

    /// <summary>
    /// Predicts once with a personal state, on one session that all states share, weights as inputs. Who predicts more often makes
    /// a personal model of it (<see cref="Restore(PersonalState)"/>), or serves many (<see cref="PersonalModelCache"/>).
    /// </summary>
    /// <param name="x">Examples in the shape of the manifest's input.</param>
    /// <param name="state">A state of this bundle.</param>
    /// <param name="cancellationToken">Ends the run between two operators.</param>
    /// <exception cref="BundleException">The state belongs to another bundle.</exception>
    /// <exception cref="InputException">Shape or values do not fit.</exception>
    public Predictions Predict(Examples x, PersonalState state, CancellationToken cancellationToken = default)
    {
        Require(state);
        using var use = _sessions.Lifetime.Enter();
        using var model = PersonalModel.Bound(_sessions, state);
        return model.Predict(x, cancellationToken);
    }

    /// <summary>Restores a personal model from a file that <see cref="PersonalModel.Save"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="BundleException">The file is missing, damaged, or belongs to another bundle.</exception>
    public PersonalModel Restore(string path)
    {
        var state = PersonalState.Load(path);
        state.RequireBundle(Manifest, BundleSha256, path);
        using var use = _sessions.Lifetime.Enter();
        return PersonalModel.Of(_sessions, state);
    }

    /// <summary>Makes a personal model of a state.</summary>
    /// <param name="state">A state of this bundle.</param>
    /// <exception cref="BundleException">The state belongs to another bundle.</exception>
    public PersonalModel Restore(PersonalState state)
    {
        Require(state);
        using var use = _sessions.Lifetime.Enter();
        return PersonalModel.Of(_sessions, state);
    }

    /// <inheritdoc/>
    public void Dispose() => _sessions.Dispose();

    private void Require(PersonalState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.RequireBundle(Manifest, BundleSha256);
    }
}
