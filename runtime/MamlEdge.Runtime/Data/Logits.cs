namespace MamlEdge.Runtime;

/// <summary>Probabilities, losses and choices of logits.</summary>
internal static class Logits
{
    /// <summary>Index of the largest; the first of equal ones.</summary>
    internal static int Largest(ReadOnlySpan<float> logits)
    {
        var largest = 0;
        for (var way = 1; way < logits.Length; way++)
        {
            if (logits[way] > logits[largest])
                largest = way;
        }

        return largest;
    }

    /// <summary>softmax(logits / temperature) over axis 1 of logits [N, ways, ...].</summary>
    internal static float[] Softmax(ReadOnlySpan<float> logits, ReadOnlySpan<long> shape, double temperature)
    {
        var probabilities = new float[logits.Length];
        var (ways, inner) = Sizes(logits.Length, shape);
        for (var row = 0; row < logits.Length / ways; row++)
        {
            var start = Start(row, ways, inner);
            var logSum = LogSumExp(logits, start, ways, inner, temperature);
            for (var way = 0; way < ways; way++)
                probabilities[start + (way * inner)] = (float)Math.Exp((logits[start + (way * inner)] / temperature) - logSum);
        }

        return probabilities;
    }

    /// <summary>1 / (1 + exp(-logit / temperature)).</summary>
    internal static float[] Sigmoid(ReadOnlySpan<float> logits, double temperature)
    {
        var probabilities = new float[logits.Length];
        for (var at = 0; at < logits.Length; at++)
            probabilities[at] = (float)(1 / (1 + Math.Exp(-logits[at] / temperature)));
        return probabilities;
    }

    /// <summary>log of the sum of exp(logit / temperature) over the classes of one row.</summary>
    internal static double LogSumExp(ReadOnlySpan<float> logits, int start, int ways, int inner, double temperature = 1)
    {
        var largest = double.NegativeInfinity;
        for (var way = 0; way < ways; way++)
            largest = Math.Max(largest, logits[start + (way * inner)] / temperature);
        var sum = 0.0;
        for (var way = 0; way < ways; way++)
            sum += Math.Exp((logits[start + (way * inner)] / temperature) - largest);
        return largest + Math.Log(sum);
    }

    /// <summary>Classes, and positions of an example, of logits [N, ways, ...].</summary>
    internal static (int Ways, int Inner) Sizes(int length, ReadOnlySpan<long> shape) =>
        ((int)shape[1], length / (int)(shape[0] * shape[1]));

    /// <summary>Where the first logit of a row stands; a row is an example and a position.</summary>
    internal static int Start(int row, int ways, int inner) => (row / inner * ways * inner) + (row % inner);
}
