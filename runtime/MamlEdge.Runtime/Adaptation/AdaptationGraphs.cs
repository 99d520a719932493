using MamlEdge.Bundle;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>Runs <c>adapt.onnx</c> and <c>continue.onnx</c>: k steps from theta, or from any weights.</summary>
internal sealed class AdaptationGraphs(BundleSessions sessions)
{
    private readonly string[] _adapted =
        [.. sessions.Manifest.Parameters.Where(parameter => parameter.Adapted).Select(parameter => parameter.Name)];

    /// <summary>Opens the graphs that a run needs, so that adaptation alone is measured.</summary>
    internal void Open(int runs, PersonalState? from, bool predicts)
    {
        if (from is null)
            _ = sessions.Adapt.Value;
        if (from is not null || runs > 1)
            _ = sessions.Continue.Value;
        if (predicts)
            _ = sessions.Predict.Value;
    }

    /// <summary>Adapts run by run; what a run gave is valid until the next one begins.</summary>
    /// <param name="support">The support set.</param>
    /// <param name="runs">The most runs.</param>
    /// <param name="from">Weights to begin with, with a row for each class; null for the meta-learned ones.</param>
    /// <param name="cancellationToken">Ends a run between two operators.</param>
    internal IEnumerable<Run> Path(
        SupportData support, int runs, IEnumerable<KeyValuePair<string, SafeTensor>>? from, CancellationToken cancellationToken)
    {
        using var x = support.NewX();
        using var y = support.NewY();
        var weights = from is null ? null : new WeightInputs(sessions.Theta, from);
        try
        {
            for (var run = 0; run < runs; run++)
            {
                var (adapted, losses) = Next(x, y, weights, cancellationToken);
                weights?.Dispose();
                weights = adapted;
                yield return new Run(adapted, losses);
            }
        }
        finally
        {
            weights?.Dispose();
        }
    }

    private (WeightInputs Weights, float[] Losses) Next(OrtValue x, OrtValue y, WeightInputs? weights, CancellationToken cancellationToken)
    {
        var inputs = new Dictionary<string, OrtValue>(StringComparer.Ordinal) { [BundleFiles.SupportX] = x, [BundleFiles.SupportY] = y };
        weights?.AddTo(inputs);
        string[] names = [.. _adapted.Select(BundleFiles.AdaptedOutput), BundleFiles.SupportLoss];
        var session = weights is null ? sessions.Adapt : sessions.Continue;
        var outputs = session.Run(inputs, names, cancellationToken);
        using var losses = outputs[^1];
        return (new WeightInputs(sessions.Theta, _adapted.Select((name, at) => KeyValuePair.Create(name, outputs[at]))),
            losses.GetTensorDataAsSpan<float>().ToArray());
    }
}

/// <summary>What one run of an adaptation graph gave.</summary>
/// <param name="Weights">Adapted parameters.</param>
/// <param name="Losses">Support loss before each of its steps, and after the last: k + 1 values.</param>
internal readonly record struct Run(WeightInputs Weights, float[] Losses);
