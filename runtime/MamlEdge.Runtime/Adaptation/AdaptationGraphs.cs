using MamlEdge.Bundle;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>Runs <c>adapt.onnx</c> and <c>continue.onnx</c>: k steps from theta, or from any weights.</summary>
internal sealed class AdaptationGraphs(Manifest manifest, ThetaWeights theta, LazySession adapt, LazySession resume)
{
    private readonly string[] _adapted =
        [.. manifest.Parameters.Where(parameter => parameter.Adapted).Select(parameter => parameter.Name)];

    /// <summary>Opens the graphs that a run needs, so that adaptation alone is measured.</summary>
    internal void Open(int runs, PersonalState? from)
    {
        if (from is null)
            _ = adapt.Value;
        if (from is not null || runs > 1)
            _ = resume.Value;
    }

    /// <summary>Adapts.</summary>
    /// <returns>Adapted parameters, and the losses before each step and after the last.</returns>
    internal (Dictionary<string, SafeTensor> Weights, List<float> Losses) Run(
        OrtValue x,
        OrtValue y,
        int runs,
        IEnumerable<KeyValuePair<string, SafeTensor>>? from,
        CancellationToken cancellationToken)
    {
        var weights = from is null ? null : ClassRows.Extended(manifest, theta, from, ClassRows.Any(manifest) ? Largest(y) + 1 : 1);
        var losses = new List<float>();
        for (var run = 0; run < runs; run++)
        {
            var inputs = new Dictionary<string, OrtValue>(StringComparer.Ordinal)
            {
                [BundleFiles.SupportX] = x,
                [BundleFiles.SupportY] = y,
            };
            // Each run begins where the last one ended, so its first loss is known already.
            if (losses.Count > 0)
                losses.RemoveAt(losses.Count - 1);
            if (weights is null)
            {
                weights = Run(BundleFiles.Adapt, adapt.Value, inputs, losses, cancellationToken);
            }
            else
            {
                using var personal = new WeightInputs(theta, weights);
                personal.AddTo(inputs);
                weights = Run(BundleFiles.Continue, resume.Value, inputs, losses, cancellationToken);
            }
        }

        return (weights!, losses);
    }

    private static long Largest(OrtValue labels)
    {
        var largest = 0L;
        foreach (var label in labels.GetTensorDataAsSpan<long>())
            largest = Math.Max(largest, label);
        return largest;
    }

    private Dictionary<string, SafeTensor> Run(
        string graph,
        InferenceSession session,
        Dictionary<string, OrtValue> inputs,
        List<float> losses,
        CancellationToken cancellationToken)
    {
        string[] names = [.. _adapted.Select(BundleFiles.AdaptedOutput), BundleFiles.SupportLoss];
        using var outputs = CancellableRun.Execute(graph, session, inputs, names, cancellationToken);
        losses.AddRange(outputs[^1].GetTensorDataAsSpan<float>());
        var weights = new Dictionary<string, SafeTensor>(StringComparer.Ordinal);
        for (var at = 0; at < _adapted.Length; at++)
        {
            weights.Add(_adapted[at], SafeTensor.FromFloats(
                outputs[at].GetTensorDataAsSpan<float>(), outputs[at].GetTensorTypeAndShape().Shape));
        }

        return weights;
    }
}
