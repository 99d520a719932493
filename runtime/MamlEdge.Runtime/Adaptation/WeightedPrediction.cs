using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>What any weights say of all examples of a support set, on the session that takes weights as inputs.</summary>
/// <param name="Y">Row-major outputs.</param>
/// <param name="Shape">Their shape.</param>
internal readonly record struct WeightedPrediction(float[] Y, long[] Shape)
{
    /// <summary>Predicts all examples together, as normalisation over the batch may need them.</summary>
    /// <param name="sessions">The bundle.</param>
    /// <param name="support">Examples.</param>
    /// <param name="weights">Adapted parameters.</param>
    /// <param name="cancellationToken">Ends the run between two operators.</param>
    internal static WeightedPrediction Of(BundleSessions sessions, SupportData support, WeightInputs weights, CancellationToken cancellationToken)
    {
        using var x = support.NewX();
        var inputs = weights.ToInputs();
        inputs.Add(sessions.Manifest.Input.Name, x);
        using var outputs = sessions.Predict.Run(inputs, [sessions.Manifest.Output.Name], support.Count, cancellationToken);
        return new(outputs[0].GetTensorDataAsSpan<float>().ToArray(), outputs[0].GetTensorTypeAndShape().Shape);
    }

    /// <summary>The share of right answers among all examples.</summary>
    internal static double Accuracy(BundleSessions sessions, SupportData support, IReadOnlyDictionary<string, SafeTensor> tensors, CancellationToken cancellationToken)
    {
        using var weights = new WeightInputs(sessions.Theta, tensors);
        return Of(sessions, support, weights, cancellationToken).Score(sessions.Manifest, support, Enumerable.Range(0, support.Count)).Accuracy;
    }

    /// <summary>The score of some of the examples.</summary>
    internal Score Score(Manifest manifest, SupportData support, IEnumerable<int> examples) => Runtime.Score.Of(manifest.Loss, Y, Shape, support, examples);
}
