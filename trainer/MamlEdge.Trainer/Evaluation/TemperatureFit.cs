namespace MamlEdge.Trainer.Evaluation;

/// <summary>
/// Temperature scaling (Guo et al. 2017, section 4.2): the temperature T that makes the answers most likely, the minimum over T of the mean of
/// -log softmax(y / T)[label]. It is convex in 1 / T; what is most likely never changes.
/// </summary>
internal static class TemperatureFit
{
    private const double Least = 0.05, Most = 20;
    private const int Iterations = 60;
    private static readonly double Golden = (Math.Sqrt(5) - 1) / 2;

    /// <summary>The temperature, from 0.05 to 20; null where no answer has finite logits.</summary>
    public static double? Of(IReadOnlyCollection<Answer> answers)
    {
        Answer[] known = [.. answers.Where(answer => answer.Logits is { } logits && logits.All(float.IsFinite))];
        if (known.Length == 0) return null;
        double Loss(double log) => known.Sum(answer => -Math.Log(Math.Max(double.Epsilon, answer.ProbabilityOf(answer.Label, Math.Exp(log)))));
        var (low, high) = (Math.Log(Least), Math.Log(Most));
        var (a, b) = (high - (Golden * (high - low)), low + (Golden * (high - low)));
        var (atA, atB) = (Loss(a), Loss(b));
        for (var i = 0; i < Iterations; i++)
        {
            if (atA <= atB)
            {
                (high, b, atB) = (b, a, atA);
                a = high - (Golden * (high - low));
                atA = Loss(a);
            }
            else
            {
                (low, a, atA) = (a, b, atB);
                b = low + (Golden * (high - low));
                atB = Loss(b);
            }
        }

        return Math.Exp((low + high) / 2);
    }
}
