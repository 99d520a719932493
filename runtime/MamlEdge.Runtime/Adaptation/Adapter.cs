using MamlEdge.Bundle;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>Adapts: runs the graphs, lets the guard decide, and records what came of it.</summary>
internal sealed class Adapter(
    BundleReader bundle, ThetaWeights theta, LazySession adapt, LazySession resume, TimeProvider time)
{
    private readonly Manifest _manifest = bundle.Manifest;
    private readonly AdaptationGraphs _graphs = new(bundle.Manifest, theta, adapt, resume);

    /// <summary>Adapts to checked support data, from a state or from the meta-learned weights.</summary>
    internal (PersonalState State, AdaptReport Report) Adapt(
        OrtValue x,
        OrtValue y,
        AdaptOptions options,
        PersonalState? from,
        ExecutionInfo execution,
        CancellationToken cancellationToken)
    {
        var runs = Runs(options);
        _graphs.Open(runs, from);
        var start = time.GetTimestamp();
        var (weights, losses) = _graphs.Run(x, y, runs, from?.Parameters, cancellationToken);
        var elapsed = time.GetElapsedTime(start);
        var (decision, reason) = Guard.Decide(options.Guard, losses, weights);
        var state = decision is GuardDecision.KeptStartWorse or GuardDecision.KeptStartNotFinite
            ? from ?? State(ClassRows.Extended(_manifest, theta, Start(), ClassRows.Count(_manifest, weights)), losses[..1], from)
            : State(weights, losses, from);
        return (state, new AdaptReport
        {
            Losses = losses,
            Steps = losses.Count - 1,
            Elapsed = elapsed,
            Guard = decision,
            GuardReason = reason,
            Execution = execution,
        });
    }

    private int Runs(AdaptOptions options)
    {
        var each = _manifest.Inner.Steps;
        var steps = options.Steps ?? each;
        return steps > 0 && steps % each == 0
            ? steps / each
            : throw new InputException(
                "AdaptOptions.Steps", $"a multiple of {each}, the steps that one run of '{_manifest.Name}' takes", $"{steps}",
                "Choose such a number, or export the bundle with fewer steps.");
    }

    private Dictionary<string, SafeTensor> Start() => _manifest.Parameters
        .Where(parameter => parameter.Adapted)
        .ToDictionary(parameter => parameter.Name, parameter => theta[parameter.Name], StringComparer.Ordinal);

    private PersonalState State(Dictionary<string, SafeTensor> weights, List<float> losses, PersonalState? from) => new(
        new PersonalStateOrigin
        {
            BundleName = _manifest.Name,
            BundleSha256 = bundle.Sha256,
            Steps = losses.Count - 1 + (from?.Origin.Steps ?? 0),
            SupportLosses = losses,
            CreatedAt = time.GetUtcNow(),
            ParentSha256 = from?.Sha256,
        },
        weights);
}
