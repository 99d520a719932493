using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Torch.Graphs;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace MamlEdge.Trainer.Torch;

/// <summary>Inputs and targets on the device: [N, ...] of one task, [T, N, ...] of several.</summary>
internal sealed record ExampleTensors(Tensor X, Tensor Y)
{
    /// <summary>The examples of one task.</summary>
    public static ExampleTensors Of(ExampleSet set, TorchTarget target) => new(
        target.Reals(set.Inputs, set.InputShape),
        set.Kind == TargetKind.Classes ? target.Labels(set.Labels, set.TargetShape) : target.Reals(set.Values, set.TargetShape));

    /// <summary>The examples of several tasks, joined on the host so that each is copied to the device once.</summary>
    /// <exception cref="ArgumentException">The tasks have different numbers of examples.</exception>
    public static ExampleTensors Of(IReadOnlyList<ExampleSet> sets, TorchTarget target)
    {
        var first = sets[0];
        if (sets.Any(set => set.Kind != first.Kind || !set.InputShape.AsSpan().SequenceEqual(first.InputShape) || !set.TargetShape.AsSpan().SequenceEqual(first.TargetShape)))
            throw new ArgumentException("The tasks of one run must have equally many examples. Run them one by one.", nameof(sets));
        long[] targets = [sets.Count, .. first.TargetShape];
        return new(
            target.Reals(Joined(sets, set => set.Inputs), [sets.Count, .. first.InputShape]),
            first.Kind == TargetKind.Classes ? target.Labels(Joined(sets, set => set.Labels), targets) : target.Reals(Joined(sets, set => set.Values), targets));
    }

    private static T[] Joined<T>(IReadOnlyList<ExampleSet> sets, Func<ExampleSet, T[]> values)
    {
        var length = values(sets[0]).Length;
        var joined = new T[sets.Count * length];
        for (var task = 0; task < sets.Count; task++) values(sets[task]).CopyTo(joined, task * length);
        return joined;
    }
}
