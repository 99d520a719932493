namespace MamlEdge.Runtime;

/// <summary>
/// Repeats examples so that every class of the support set has as many: the mean loss then weights classes alike, whatever
/// the graphs are. Each class gets R rows: the least common multiple of the counts where that is at most four times the
/// largest count, so that the examples of a class weigh alike as well; else the largest count, so that memory stays bounded, and
/// the first examples of a class are there once more than its others.
/// </summary>
internal static class ClassBalance
{
    private const int MostRepetition = 4;

    /// <summary>The examples with which classes weigh alike; the same object where they do so already.</summary>
    /// <exception cref="InputException">Examples have no single class.</exception>
    internal static SupportData Of(SupportData support)
    {
        if (!support.OneClassEach)
        {
            throw new InputException(
                "AdaptOptions.BalanceClasses", "a classifier with one label for each example", "other targets", "Turn it off.");
        }

        var classes = Enumerable.Range(0, support.Count).GroupBy(row => support.Labels.Span[row]).Select(rows => rows.ToArray()).ToList();
        var rowsEach = RowsOfEach([.. classes.Select(rows => rows.Length)]);
        return classes.All(rows => rows.Length == rowsEach)
            ? support
            : support.Rows([.. classes.SelectMany(rows => Enumerable.Range(0, rowsEach).Select(at => rows[at % rows.Length]))]);
    }

    private static int RowsOfEach(IReadOnlyList<int> counts)
    {
        var largest = counts.Max();
        var common = 1L;
        foreach (var count in counts)
        {
            common = common / Greatest(common, count) * count;
            if (common > MostRepetition * (long)largest)
                return largest;
        }

        return (int)common;
    }

    private static long Greatest(long a, long b) => b == 0 ? a : Greatest(b, a % b);
}
