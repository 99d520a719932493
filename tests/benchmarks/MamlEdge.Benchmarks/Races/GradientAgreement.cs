namespace MamlEdge.Benchmarks;

/// <summary>
/// Checks that contestants compute the same thing before their times are compared, task by task: where an activation lies
/// within rounding of ReLU's kink, the order of a sum decides which side it falls on, and the gradient of that one task
/// jumps. So most tasks must agree, not all; whoever computes something else agrees on none.
/// </summary>
internal static class GradientAgreement
{
    /// <summary>Largest difference of a task's meta-gradient, relative to its largest entry over all parameters.</summary>
    public const double Tolerance = 1e-3;

    /// <summary>The share of tasks that must agree.</summary>
    public const double Share = 0.75;

    /// <summary>The median over tasks of the largest difference, relative to the largest expected entry of the task.</summary>
    /// <exception cref="InvalidOperationException">Parameters differ, or fewer than <see cref="Share"/> of the tasks agree.</exception>
    public static double Check(
        string name, int tasks, IReadOnlyDictionary<string, float[]> expected, IReadOnlyDictionary<string, float[]> actual)
    {
        if (!expected.Keys.ToHashSet().SetEquals(actual.Keys))
            throw new InvalidOperationException($"{name}: expected gradients of {string.Join(", ", expected.Keys)}, got {string.Join(", ", actual.Keys)}.");
        var differences = Enumerable.Range(0, tasks).Select(task => Difference(task, tasks, expected, actual)).ToList();
        var agreeing = differences.Count(difference => difference <= Tolerance);
        if (agreeing < Share * tasks)
            throw new InvalidOperationException($"{name}: the meta-gradients of {agreeing} of {tasks} tasks agree with MamlEdge's to {Tolerance}, expected at least {Share:p0}.");
        return Race.Median(differences);
    }

    private static double Difference(
        int task, int tasks, IReadOnlyDictionary<string, float[]> expected, IReadOnlyDictionary<string, float[]> actual)
    {
        double largest = 0, difference = 0;
        foreach (var (parameter, values) in expected)
        {
            var size = values.Length / tasks;
            for (var i = task * size; i < (task + 1) * size; i++)
            {
                largest = Math.Max(largest, Math.Abs((double)values[i]));
                difference = Math.Max(difference, Math.Abs((double)values[i] - actual[parameter][i]));
            }
        }

        return difference / largest;
    }
}
