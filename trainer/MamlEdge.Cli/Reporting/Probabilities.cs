namespace MamlEdge.Cli.Reporting;

/// <summary>Outputs of a model as probabilities.</summary>
internal static class Probabilities
{
    /// <summary>exp(y_c) / sum exp(y), for the logits of one example.</summary>
    public static float[] Softmax(ReadOnlySpan<float> logits)
    {
        var largest = float.NegativeInfinity;
        foreach (var logit in logits)
            largest = Math.Max(largest, logit);
        var powers = logits.ToArray().Select(l => MathF.Exp(l - largest)).ToArray();
        var sum = powers.Sum();
        return [.. powers.Select(p => p / sum)];
    }

    /// <summary>1 / (1 + exp(-y)) for each output.</summary>
    public static float[] Sigmoid(ReadOnlySpan<float> logits) => [.. logits.ToArray().Select(y => 1 / (1 + MathF.Exp(-y)))];
}
