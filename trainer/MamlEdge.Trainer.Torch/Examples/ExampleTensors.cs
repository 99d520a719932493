using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Torch.Graphs;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace MamlEdge.Trainer.Torch.Examples;

/// <summary>Inputs and targets on the device: [N, ...] of one task, [T, N, ...] of several.</summary>
internal sealed record ExampleTensors(Tensor X, Tensor Y)
{
    /// <summary>How many classes the labels of each task are of, by the largest; null where the tasks differ in that or have no labels.</summary>
    public long? Classes { get; private init; }

    /// <summary>The examples of the tasks of a pass: gathered on the device where the sets name them, else copied from the host, all tasks at once.</summary>
    /// <param name="sets">One set for each task.</param>
    /// <param name="hasTaskAxis">Whether the tensors have a task axis; one task alone may do without.</param>
    /// <param name="kept">The stores that sets may name examples of.</param>
    /// <param name="target">Device and precision.</param>
    /// <exception cref="ArgumentException">The tasks have different numbers of examples, or another store.</exception>
    public static ExampleTensors Of(IReadOnlyList<ExampleSet> sets, bool hasTaskAxis, KeptStores kept, TorchTarget target)
    {
        var first = sets[0];
        if (sets.Any(set => set.Store != first.Store || set.Kind != first.Kind || !set.InputShape.AsSpan().SequenceEqual(first.InputShape) || !set.TargetShape.AsSpan().SequenceEqual(first.TargetShape)))
            throw new ArgumentException("The tasks of one run must have equally many examples. Run them one by one.", nameof(sets));
        long[] tasks = hasTaskAxis ? [sets.Count] : [];
        long[] inputs = [.. tasks, .. first.InputShape];
        long[] targets = [.. tasks, .. first.TargetShape];
        var (x, y) = first.Store is { } store
            ? kept[store].Gather(Joined(sets, set => set.References), target)
            : (target.Reals(Joined(sets, set => set.Inputs), inputs), first.Kind == TargetKind.Classes ? null : target.Reals(Joined(sets, set => set.Values), targets));
        return new(x.reshape(inputs), (y ?? target.Labels(Joined(sets, set => set.Labels), targets)).reshape(targets)) { Classes = ClassesOf(sets) };
    }

    /// <summary>
    /// The examples that an inner step learns from, where each learns from so many: the next ones, from the first again where there are no more
    /// (Nichol et al. 2018, section 6.3).
    /// </summary>
    /// <param name="step">The step, from 0.</param>
    /// <param name="size">Examples of a step.</param>
    /// <param name="hasTaskAxis">Whether the tensors have a task axis.</param>
    /// <exception cref="ArgumentException">There are fewer examples.</exception>
    public ExampleTensors Minibatch(int step, int size, bool hasTaskAxis)
    {
        var axis = hasTaskAxis ? 1 : 0;
        var count = X.shape[axis];
        if (count < size) throw new ArgumentException($"Minibatches of {size} need as many support examples or more, got {count}. Take more shots or a smaller minibatch.", nameof(size));
        var start = (long)step * size % count;
        return this with { X = Rows(X), Y = Rows(Y) };

        Tensor Rows(Tensor all) => start + size <= count ? all.narrow(axis, start, size) : cat([all.narrow(axis, start, count - start), all.narrow(axis, 0, start + size - count)], axis);
    }

    private static long? ClassesOf(IReadOnlyList<ExampleSet> sets)
    {
        if (sets[0].Labels.Length == 0) return null;
        long[] classes = [.. sets.Select(set => set.Labels.Max() + 1).Distinct()];
        return classes is [var one] ? one : null;
    }

    private static T[] Joined<T>(IReadOnlyList<ExampleSet> sets, Func<ExampleSet, T[]> values)
    {
        if (sets.Count == 1) return values(sets[0]);
        var length = values(sets[0]).Length;
        var joined = new T[sets.Count * length];
        for (var task = 0; task < sets.Count; task++) values(sets[task]).CopyTo(joined, task * length);
        return joined;
    }
}
