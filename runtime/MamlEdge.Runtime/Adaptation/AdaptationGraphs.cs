using MamlEdge.Bundle;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>Runs <c>adapt.onnx</c> and <c>continue.onnx</c>: k steps from theta, or from any weights.</summary>
internal sealed class AdaptationGraphs(BundleSessions sessions)
{
    private readonly ParameterSpec[] _adapted = [.. sessions.Manifest.Parameters.Where(parameter => parameter.Adapted)];

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

    /// <summary>Adapts run by run; what ONNX Runtime holds of a run is valid until the next one has ended.</summary>
    /// <param name="support">The support set.</param>
    /// <param name="runs">The most runs.</param>
    /// <param name="from">Weights to begin with, with a row for each class; null for the meta-learned ones.</param>
    /// <param name="cancellationToken">Ends a run between two operators.</param>
    internal IEnumerable<Run> Path(
        SupportData support, int runs, IReadOnlyDictionary<string, SafeTensor>? from, CancellationToken cancellationToken)
    {
        using var x = support.NewX();
        using var y = support.NewY();
        var weights = from is null ? null : new WeightInputs(sessions.Theta, from);
        try
        {
            for (var run = 0; run < runs; run++)
            {
                var adapted = NewResults(support, weights);
                var losses = new float[sessions.Manifest.Inner.Steps + 1];
                try
                {
                    Execute(x, y, weights, adapted, losses, cancellationToken);
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

    private void Execute(OrtValue x, OrtValue y, WeightInputs? before, WeightInputs adapted, float[] losses, CancellationToken cancellationToken)
    {
        var inputs = before?.ToInputs() ?? new Dictionary<string, OrtValue>(StringComparer.Ordinal);
        (inputs[BundleFiles.SupportX], inputs[BundleFiles.SupportY]) = (x, y);
        using var loss = OrtValue.CreateTensorValueFromMemory(losses, [losses.Length]);
        var outputs = adapted.Values.ToDictionary(pair => BundleFiles.AdaptedOutput(pair.Key), pair => pair.Value, StringComparer.Ordinal);
        outputs[BundleFiles.SupportLoss] = loss;
        var session = before is null ? sessions.Adapt : sessions.Continue;
        session.Run(inputs, outputs, cancellationToken);
    }
}

/// <summary>What one run of an adaptation graph gave.</summary>
/// <param name="Weights">Adapted parameters.</param>
/// <param name="Losses">Support loss before each of its steps, and after the last: k + 1 values.</param>
internal readonly record struct Run(WeightInputs Weights, float[] Losses);
