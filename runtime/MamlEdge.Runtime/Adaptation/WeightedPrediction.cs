using MamlEdge.Bundle;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>Predictions and scores of a support set with any weights, on the session that takes them as inputs.</summary>
internal static class WeightedPrediction
{
    /// <summary>The score of some examples. All of them are predicted together, as normalisation over the batch may need them.</summary>
    /// <param name="sessions">The bundle.</param>
    /// <param name="support">Examples.</param>
    /// <param name="examples">Which of them count.</param>
    /// <param name="weights">Adapted parameters.</param>
    /// <param name="cancellationToken">Ends the run between two operators.</param>
    internal static Score Score(
        BundleSessions sessions, SupportData support, IEnumerable<int> examples, WeightInputs weights, CancellationToken cancellationToken)
    {
        using var x = support.NewX();
        var inputs = weights.ToInputs();
        inputs.Add(sessions.Manifest.Input.Name, x);
        using var outputs = sessions.Predict.Run(inputs, [sessions.Manifest.Output.Name], cancellationToken);
        var y = outputs[0];
        return Runtime.Score.Of(sessions.Manifest.Loss, y.GetTensorDataAsSpan<float>().ToArray(), y.GetTensorTypeAndShape().Shape, support, examples);
    }
}
