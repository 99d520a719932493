using MamlEdge.Bundle;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>Runs <c>adapt.onnx</c> and <c>continue.onnx</c>: steps from theta, or from any weights.</summary>
internal sealed class AdaptationGraphs(BundleSessions sessions)
{
    private readonly ParameterSpec[] _adapted = [.. sessions.Manifest.Parameters.Where(parameter => parameter.Adapted)];

    /// <summary>Opens the graphs that a run needs, so that adaptation alone is measured.</summary>
    /// <param name="graphs">Those.</param>
    /// <param name="cancellationToken">Ends loading.</param>
    internal void Open(OpenedGraphs graphs, CancellationToken cancellationToken)
    {
        if (graphs.Adapt)
            _ = sessions.Adapt.Open(cancellationToken);
        if (graphs.Continue)
            _ = sessions.Continue.Open(cancellationToken);
        if (graphs.Predict)
            _ = sessions.Predict.Open(cancellationToken);
    }

    /// <summary>Adapts run by run; what ONNX Runtime holds of a run is valid until the next one has ended.</summary>
    /// <param name="support">The support set.</param>
    /// <param name="plan">The runs.</param>
    /// <param name="start">Weights to begin with, with a row for each class; not used where <c>adapt.onnx</c> runs first, which holds the meta-learned ones.</param>
    /// <param name="cancellationToken">Ends a run between two operators.</param>
    internal IEnumerable<Run> Path(
        SupportData support, StepPlan plan, IReadOnlyDictionary<string, SafeTensor>? start, CancellationToken cancellationToken)
    {
        using var x = support.NewX();
        using var y = support.NewY();
        var weights = plan.Adapts > 0 ? null : new WeightInputs(sessions.Theta, start!);
        try
        {
            for (var run = 0; run < plan.Runs; run++)
            {
                var adapted = NewResults(support, weights);
                var losses = new float[(weights is null ? plan.Adapts : plan.Stride) + 1];
                try
                {
                    Execute(support, x, y, weights, adapted, losses, cancellationToken);
                }
                catch
                {
                    adapted.Dispose();
                    throw;
                }

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

    /// <summary>Room for the results, which ONNX Runtime then writes where a personal state keeps them.</summary>
    private WeightInputs NewResults(SupportData support, WeightInputs? before) => new(sessions.Theta, _adapted.ToDictionary(
        parameter => parameter.Name,
        parameter =>
        {
            long[] shape = parameter.PerClass
                ? [before is null ? support.Classes : before.Tensors[parameter.Name].Dimensions[0], .. parameter.Shape[1..]]
                : parameter.Shape;
            return new SafeTensor(
                ElementType.Float32, shape, GC.AllocateUninitializedArray<byte>(checked((int)TensorShape.Count(shape) * sizeof(float))));
        },
        StringComparer.Ordinal));

    private void Execute(SupportData support, OrtValue x, OrtValue y, WeightInputs? before, WeightInputs adapted, float[] losses, CancellationToken cancellationToken)
    {
        var inputs = before?.ToInputs() ?? new Dictionary<string, OrtValue>(StringComparer.Ordinal);
        (inputs[BundleFiles.SupportX], inputs[BundleFiles.SupportY]) = (x, y);
        using var loss = OrtValue.CreateTensorValueFromMemory(losses, [losses.Length]);
        var outputs = adapted.Values.ToDictionary(pair => BundleFiles.AdaptedOutput(pair.Key), pair => pair.Value, StringComparer.Ordinal);
        outputs[BundleFiles.SupportLoss] = loss;
        var session = before is null ? sessions.Adapt : sessions.Continue;
        session.Run(inputs, outputs, support.Count, cancellationToken);
    }
}

/// <summary>What one run of an adaptation graph gave.</summary>
/// <param name="Weights">Adapted parameters.</param>
/// <param name="Losses">Support loss before each of its steps, and after the last.</param>
internal readonly record struct Run(WeightInputs Weights, float[] Losses)
{
    /// <summary>Its steps.</summary>
    internal int Steps => Losses.Length - 1;
}
