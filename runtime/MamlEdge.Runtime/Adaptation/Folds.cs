namespace MamlEdge.Runtime;

/// <summary>Divides a support set for the held-out check.</summary>
internal static class Folds
{
    /// <summary>
    /// Examples to leave out together. Every class keeps at least one example to learn from: one that has a single example is
    /// never left out, and the others go round the folds class by class.
    /// </summary>
    /// <param name="support">The support set.</param>
    /// <param name="most">The most folds.</param>
    /// <returns>At least two folds, or none where fewer than two examples can be left out.</returns>
    internal static IReadOnlyList<int[]> Of(SupportData support, int most)
    {
        int[] order = support.OneClassEach
            ? [.. Enumerable.Range(0, support.Count).GroupBy(row => support.Labels.Span[row]).Where(rows => rows.Count() > 1).OrderBy(rows => rows.Key).SelectMany(rows => rows)]
            : [.. Enumerable.Range(0, support.Count)];
        return order.Length < 2 ? []
            : [.. Enumerable.Range(0, order.Length).GroupBy(at => at % most, at => order[at]).Select(rows => rows.ToArray())];
    }
}
