using MamlEdge.Bundle;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>
/// A meta-learned model from a bundle: predicts as it is, and adapts to a few labelled examples. Safe for use by
/// several threads; dispose it when no call is in progress.
/// </summary>
/// <example>
/// <code>
/// using var model = MetaModel.Load("omniglot.maml");
/// using var personal = model.Adapt(new Examples(pixels, 5, 1, 28, 28), [0, 1, 2, 3, 4]);
/// var classes = personal.Predict(new Examples(query, 1, 1, 28, 28)).Classes();
/// personal.Save("alice.state");
/// </code>
/// </example>
public sealed class MetaModel : IDisposable
{
    private readonly RuntimeOptions _options;
    private readonly ThetaWeights _theta;
    private readonly byte[] _forwardModel;
    private readonly byte[] _predictModel;
    private readonly LazySession _forward;
    private readonly LazySession _adapt;
    private readonly LazySession _continue;
    private readonly LazySession _predict;
    private readonly Predictor _predictor;
    private readonly Adapter _adapter;
    private SessionFactory _sessions;

    private MetaModel(BundleReader bundle, RuntimeOptions options)
    {
        Manifest = bundle.Manifest;
        BundleSha256 = bundle.Sha256;
        _options = options;
        _sessions = new SessionFactory(options, Provider.Select(options));
        _theta = new ThetaWeights(bundle, options.VerifyHashes);
        _forwardModel = bundle.Read(BundleFiles.Forward, options.VerifyHashes);
        ForwardGraph.RequireExternalWeights(_forwardModel, bundle);
        _forward = new LazySession(typeof(MetaModel), () => OpenForward(state: null));
        _adapt = Open(bundle, GraphSpec.Adapt(Manifest), options.AdaptationOptimization);
        _continue = Open(bundle, GraphSpec.Continue(Manifest), options.AdaptationOptimization);
        _predictModel = bundle.Read(BundleFiles.Predict, options.VerifyHashes);
        _predict = new LazySession(typeof(MetaModel), OpenPredict);
        _predictor = new Predictor(Manifest, _forward);
        _adapter = new Adapter(bundle, _theta, _adapt, _continue, options.TimeProvider);
    }

    /// <summary>What the bundle contains.</summary>
    public Manifest Manifest { get; }

    /// <summary>Identifies the bundle: SHA-256 of its manifest, in lower-case hexadecimal.</summary>
    public string BundleSha256 { get; }

    /// <summary>Where graphs run, and why there.</summary>
    public ExecutionInfo Execution => _sessions.Execution;

    /// <summary>Loads a bundle.</summary>
    /// <param name="path">Its folder, or its uncompressed .zip.</param>
    /// <param name="options">How it is loaded and run.</param>
    /// <exception cref="BundleException">The bundle is missing, damaged, of a newer format, or does not load.</exception>
    /// <exception cref="ExecutionException">The execution target asked for is not available.</exception>
    public static MetaModel Load(string path, RuntimeOptions? options = null)
    {
        options ??= new RuntimeOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(options.Threads, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.DeviceIndex, nameof(options));
        using var bundle = BundleReader.Open(path);
        OnnxRuntimeTelemetry.TurnOff();
        MetaModel? model = null;
        try
        {
            OnnxRuntimeVersion.Require(bundle);
            model = new MetaModel(bundle, options);
            model.Start();
            return model;
        }
        catch
        {
            model?.Dispose();
            throw;
        }
    }

    /// <summary>Opens the adaptation graphs now, so that the first adaptation is as fast as the others.</summary>
    /// <exception cref="BundleException">A graph does not load.</exception>
    public void Prepare()
    {
        _ = _adapt.Value;
        _ = _continue.Value;
    }

    /// <summary>Predicts with the meta-learned weights, before any adaptation.</summary>
    /// <param name="x">Examples in the shape of the manifest's input.</param>
    /// <param name="cancellationToken">Ends the run between two operators.</param>
    /// <exception cref="InputException">Shape or values do not fit.</exception>
    public Predictions Predict(Examples x, CancellationToken cancellationToken = default) =>
        _predictor.Predict(x, cancellationToken);

    /// <summary>Predicts with the meta-learned weights, without allocating once the shape has been seen.</summary>
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

    /// <summary>
    /// Predicts with a personal state on one session that all states share, weights as inputs: no session for each
    /// user, but slower than <see cref="PersonalModel.Predict(Examples, CancellationToken)"/>.
    /// </summary>
    /// <param name="x">Examples in the shape of the manifest's input.</param>
    /// <param name="state">A state of this bundle.</param>
    /// <param name="cancellationToken">Ends the run between two operators.</param>
    /// <exception cref="BundleException">The state belongs to another bundle.</exception>
    /// <exception cref="InputException">Shape or values do not fit.</exception>
    public Predictions Predict(Examples x, PersonalState state, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.RequireBundle(Manifest, BundleSha256);
        var shape = Predictor.OutputShape(Manifest, x.Shape, ClassRows.Count(Manifest, state));
        InputChecks.Finite("x", x.Values.Span, x.Shape);
        using var input = OrtValue.CreateTensorValueFromMemory(x.Values.ToArray(), x.Shape.ToArray());
        using var weights = new WeightInputs(_theta, state.Parameters);
        var inputs = new Dictionary<string, OrtValue>(StringComparer.Ordinal) { [Manifest.Input.Name] = input };
        weights.AddTo(inputs);
        using var outputs = CancellableRun.Execute(
            BundleFiles.Predict, _predict.Value, inputs, [Manifest.Output.Name], cancellationToken);
        return new Predictions(outputs[0].GetTensorDataAsSpan<float>().ToArray(), shape);
    }

    /// <summary>Adapts a classifier to labelled examples.</summary>
    /// <param name="support">Examples in the shape of the manifest's input.</param>
    /// <param name="labels">Class of each example, from 0.</param>
    /// <param name="options">Steps and guard.</param>
    /// <param name="from">A state of this bundle to continue from; null for the meta-learned weights.</param>
    /// <param name="cancellationToken">Ends the run between two operators.</param>
    /// <exception cref="InputException">Shapes, values, labels or steps do not fit.</exception>
    /// <exception cref="BundleException"><paramref name="from"/> belongs to another bundle.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public PersonalModel Adapt(
        Examples support,
        ReadOnlySpan<long> labels,
        AdaptOptions? options = null,
        PersonalState? from = null,
        CancellationToken cancellationToken = default)
    {
        CheckSupport(support);
        from?.RequireBundle(Manifest, BundleSha256);
        var known = from is null ? 0 : ClassRows.Count(Manifest, from);
        var shape = InputChecks.Labels(Manifest, labels, support.Count, known);
        using var y = OrtValue.CreateTensorValueFromMemory(labels.ToArray(), shape);
        return Adapt(support, y, options, from, cancellationToken);
    }

    /// <summary>Adapts a regression or a yes-or-no model to examples with targets.</summary>
    /// <param name="support">Examples in the shape of the manifest's input.</param>
    /// <param name="targets">Targets in the shape of the manifest's target, as many as examples.</param>
    /// <param name="options">Steps and guard.</param>
    /// <param name="from">A state of this bundle to continue from; null for the meta-learned weights.</param>
    /// <param name="cancellationToken">Ends the run between two operators.</param>
    /// <exception cref="InputException">Shapes, values or steps do not fit.</exception>
    /// <exception cref="BundleException"><paramref name="from"/> belongs to another bundle.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public PersonalModel Adapt(
        Examples support,
        Examples targets,
        AdaptOptions? options = null,
        PersonalState? from = null,
        CancellationToken cancellationToken = default)
    {
        CheckSupport(support);
        InputChecks.Targets(Manifest, targets, support.Count);
        from?.RequireBundle(Manifest, BundleSha256);
        using var y = OrtValue.CreateTensorValueFromMemory(targets.Values.ToArray(), targets.Shape.ToArray());
        return Adapt(support, y, options, from, cancellationToken);
    }

    /// <summary>Restores a personal model from a file that <see cref="PersonalModel.Save"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="BundleException">The file is missing, damaged, or belongs to another bundle.</exception>
    public PersonalModel Restore(string path)
    {
        var state = PersonalState.Load(path);
        state.RequireBundle(Manifest, BundleSha256, path);
        return Personal(state, report: null);
    }

    /// <summary>Makes a personal model of a state.</summary>
    /// <param name="state">A state of this bundle.</param>
    /// <exception cref="BundleException">The state belongs to another bundle.</exception>
    public PersonalModel Restore(PersonalState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.RequireBundle(Manifest, BundleSha256);
        return Personal(state, report: null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _predictor.Dispose();
        _forward.Dispose();
        _adapt.Dispose();
        _continue.Dispose();
        _predict.Dispose();
        _theta.Dispose();
    }

    // The first session shows whether a GPU that answered really works; Auto then has the CPU to go to.
    private void Start()
    {
        try
        {
            _ = _forward.Value;
        }
        catch (ExecutionException error) when (_options.Target == ExecutionTarget.Auto)
        {
            _sessions = new SessionFactory(_options, Provider.Cpu(_options, $"CUDA does not work: {error.Message}"));
            _ = _forward.Value;
        }
    }

    private LazySession Open(BundleReader bundle, GraphSpec graph, GraphOptimizationLevel level)
    {
        var model = bundle.Read(graph.File, _options.VerifyHashes);
        return new LazySession(typeof(MetaModel), () =>
            _theta.Open(state: null, folder => _sessions.Open(graph, model, folder, level)));
    }

    private WeightedSession OpenPredict() => _theta.Open(state: null, folder =>
        _sessions.Open(GraphSpec.Predict(Manifest), _predictModel, folder, _options.PredictionOptimization));

    private WeightedSession OpenForward(PersonalState? state) => _theta.Open(state, folder =>
        _sessions.Open(GraphSpec.Forward(Manifest), _forwardModel, folder, _options.PredictionOptimization));

    private PersonalModel Personal(PersonalState state, AdaptReport? report)
    {
        if (!ClassRows.Any(Manifest))
            return new(Manifest, state, report, () => OpenForward(state));
        // All weights, so that the model owns what it binds and may outlive this one.
        var weights = Manifest.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Adapted ? state[parameter.Name] : _theta[parameter.Name], StringComparer.Ordinal);
        return new(Manifest, state, report, OpenPredict, new WeightInputs(_theta, weights));
    }

    private void CheckSupport(Examples support)
    {
        _ = InputChecks.Shape("Support x", Manifest.Input, support.Shape);
        InputChecks.Finite("Support x", support.Values.Span, support.Shape);
    }

    private PersonalModel Adapt(
        Examples support, OrtValue y, AdaptOptions? options, PersonalState? from, CancellationToken cancellationToken)
    {
        using var x = OrtValue.CreateTensorValueFromMemory(support.Values.ToArray(), support.Shape.ToArray());
        var (state, report) = _adapter.Adapt(x, y, options ?? new AdaptOptions(), from, Execution, cancellationToken);
        return Personal(state, report);
    }
}
