using MamlEdge.Bundle;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>The graphs of a bundle as sessions over one copy of its parameters. Each is opened when it is first needed.</summary>
internal sealed class BundleSessions : IDisposable
{
    private readonly RuntimeOptions _options;
    private readonly byte[] _forwardModel;
    private readonly Fallback _fallback;
    private readonly OptimizedModels? _optimized;

    internal BundleSessions(BundleReader bundle, RuntimeOptions options)
    {
        Manifest = bundle.Manifest;
        BundleSha256 = bundle.Sha256;
        _options = options;
        _fallback = new Fallback(options, options.Provider ?? Provider.Select(options));
        _optimized = options.OptimizedModels is { } folder ? new OptimizedModels(Path.GetFullPath(folder)) : null;
        Theta = new ThetaWeights(bundle, options.VerifyHashes);
        var forward = bundle.ReadGraph(BundleFiles.Forward, options.VerifyHashes);
        ForwardGraph.RequireExternalWeights(forward, bundle);
        _forwardModel = forward.Bytes;
        Forward = Open(GraphSpec.Forward(Manifest), _forwardModel, options.PredictionOptimization);
        Adapt = Open(bundle, GraphSpec.Adapt(Manifest), LevelOf(Manifest.OptimizeAdapt));
        Continue = Open(bundle, GraphSpec.Continue(Manifest), LevelOf(Manifest.OptimizeContinue));
        Predict = Open(bundle, GraphSpec.Predict(Manifest), options.PredictionOptimization);
        if (options.VerifyHashes)
            bundle.Verify(except: BundleFiles.Required);
        Base = new Predictor(Manifest, Forward, OutputMeaning.Of(Manifest));
        Lifetime = new Lifetime(typeof(MetaModel), Close);
    }

    internal Manifest Manifest { get; }

    internal string BundleSha256 { get; }

    /// <summary>The clock that dates personal states and measures adaptation.</summary>
    internal TimeProvider Time => _options.TimeProvider;

    /// <summary>What became of graphs that may be kept as they are optimised; empty where none is.</summary>
    internal IReadOnlyDictionary<string, string> OptimizedModels => _optimized?.Found ?? new Dictionary<string, string>();

    internal ExecutionInfo Execution => _fallback.Sessions.Provider.Info;

    /// <summary>Holds the sessions open until the model and all that predict with them are disposed.</summary>
    internal Lifetime Lifetime { get; }

    internal ThetaWeights Theta { get; }

    /// <summary><c>forward.onnx</c> with the meta-learned weights as constants.</summary>
    internal LazySession Forward { get; }

    /// <summary>Predicts with it.</summary>
    internal Predictor Base { get; }

    internal LazySession Adapt { get; }

    internal LazySession Continue { get; }

    /// <summary><c>predict.onnx</c>: weights are inputs, so that all personal models may share it.</summary>
    internal LazySession Predict { get; }

    /// <summary><c>forward.onnx</c> with a state's weights as constants.</summary>
    internal LazySession Baked(PersonalState? state) => new(BundleFiles.Forward, _fallback, cancellationToken =>
        _fallback.Sessions.Open(GraphSpec.Forward(Manifest), _forwardModel, Theta.FileFor(state), _options.PredictionOptimization, cancellationToken));

    /// <summary>Opens the first session: it shows whether a device that answered really works; Auto then has the CPU to go to.</summary>
    internal void Start() => _ = Forward.Open(CancellationToken.None);

    public void Dispose() => Lifetime.Dispose();

    /// <summary>How far an adaptation graph is optimised: as the options say, else as the bundle does.</summary>
    private GraphOptimizationLevel LevelOf(bool optimized) => _options.AdaptationOptimization ?? (optimized ? GraphOptimizationLevel.ORT_ENABLE_ALL : GraphOptimizationLevel.ORT_DISABLE_ALL);

    private LazySession Open(BundleReader bundle, GraphSpec graph, GraphOptimizationLevel level)
    {
        var model = bundle.ReadGraph(graph.File, _options.VerifyHashes).Bytes;
        return Open(graph, model, level);
    }

    /// <summary>A graph with the meta-learned weights, which may be kept as it is optimised. One that is not optimised gains nothing by that.</summary>
    private LazySession Open(GraphSpec graph, byte[] model, GraphOptimizationLevel level) => new(graph.File, _fallback, cancellationToken =>
        _optimized is null || level == GraphOptimizationLevel.ORT_DISABLE_ALL
            ? _fallback.Sessions.Open(graph, model, Theta.FileFor(state: null), level, cancellationToken)
            : _optimized.Open(_fallback.Sessions, graph, model, Theta.FileFor(state: null), level, cancellationToken));

    private void Close()
    {
        Base.Dispose();
        Forward.Dispose();
        Adapt.Dispose();
        Continue.Dispose();
        Predict.Dispose();
        Theta.Dispose();
    }
}
