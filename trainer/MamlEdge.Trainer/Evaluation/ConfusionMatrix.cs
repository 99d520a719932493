namespace MamlEdge.Trainer.Evaluation;

/// <summary>
/// How often each class was taken for each. Only where classes mean the same in every episode; where each episode numbers its own
/// classes, the sum over episodes says nothing.
/// </summary>
/// <param name="Labels">Names of the classes.</param>
/// <param name="Counts">Counts[i][j]: queries of class i that were taken for class j.</param>
public sealed record ConfusionMatrix(IReadOnlyList<string> Labels, IReadOnlyList<IReadOnlyList<int>> Counts)
{
    /// <summary>The matrix of some answers; null where the classes have no fixed names.</summary>
    public static ConfusionMatrix? Of(IReadOnlyCollection<Answer> answers, IReadOnlyList<string>? labels)
    {
        ArgumentNullException.ThrowIfNull(answers);
        if (labels is null || answers.Count == 0) return null;
        var counts = labels.Select(_ => new int[labels.Count]).ToArray();
        foreach (var answer in answers) counts[answer.Label][answer.Class]++;
        return new ConfusionMatrix(labels, counts);
    }
}
