using MamlEdge.Bundle;
using MamlEdge.Trainer.Random;

namespace MamlEdge.Trainer.Tasks;

/// <summary>
/// Tasks that the data names itself: each example belongs to a person, a machine, a customer, and that is the task. Regression of a number,
/// or classification into classes that all tasks share and that keep their labels.
/// </summary>
public sealed class GroupedTasks : ITaskSource, IStoredExamples
{
    private readonly IReadOnlyDictionary<Split, int[]> _splits;
    private readonly IReadOnlyList<TaskGroup> _groups;
    private readonly float[][] _inputs;
    private readonly float[] _targets;
    private readonly Lazy<ExampleStore> _store;

    /// <param name="name">The name by which settings refer to the source.</param>
    /// <param name="shape">Shape of an input.</param>
    /// <param name="inputs">All examples.</param>
    /// <param name="targets">The number to predict for each; none where targets are classes.</param>
    /// <param name="labels">Names of the classes; null where targets are numbers.</param>
    /// <param name="groups">Which examples belong together.</param>
    /// <param name="splits">The groups of each split.</param>
    /// <param name="preprocessing">How a raw example becomes an input.</param>
    internal GroupedTasks(
        string name, IReadOnlyList<long> shape, float[][] inputs, float[] targets, IReadOnlyList<string>? labels,
        IReadOnlyList<TaskGroup> groups, IReadOnlyDictionary<Split, int[]> splits, Preprocessing preprocessing)
    {
        (Name, InputShape, _inputs, _targets, Labels) = (name, shape, inputs, targets, labels);
        (_groups, _splits, Preprocessing) = (groups, splits, preprocessing);
        _store = new(() => new ExampleStore(InputShape, Joined(inputs), targets));
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyList<long> InputShape { get; }

    /// <inheritdoc/>
    public TargetKind TargetKind => Labels is null ? TargetKind.Values : TargetKind.Classes;

    /// <inheritdoc/>
    public IReadOnlyList<long> TargetShape => Labels is null ? [1] : [];

    /// <inheritdoc/>
    public Preprocessing? Preprocessing { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string>? Labels { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Split> Splits { get; } = [Split.Train, Split.Validation, Split.Test];

    /// <inheritdoc/>
    public IReadOnlyList<string> Members(Split split) => TaskNames(split);

    /// <summary>Names of the tasks of a split.</summary>
    public IReadOnlyList<string> TaskNames(Split split) => [.. _splits[split].Select(index => _groups[index].Name)];

    /// <inheritdoc/>
    public ExampleStore StoreOf(Split split) => _store.Value;

    /// <inheritdoc/>
    public void Check(Split split, EpisodeShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        shape.Validate();
        if (shape.Ways != (Labels?.Count ?? 1))
            throw new ArgumentException($"The tasks of '{Name}' have {(Labels is null ? "numbers as targets, hence 1 way" : $"{Labels.Count} classes, hence as many ways")}, "
                + $"got {shape.Ways} (--ways).");
        if (_splits[split].Length == 0)
            throw new ArgumentException($"Split {split} of '{Name}' has no task. Give more tasks, or divide them otherwise (--split-file, --split-seed).");
        foreach (var group in _splits[split].Select(index => _groups[index]))
        {
            var parted = group.Parts.Length > 1;
            var needed = parted ? Math.Max(shape.Shots, shape.Queries) : shape.Shots + shape.Queries;
            for (var label = 0; label < (Labels?.Count ?? 1); label++)
            {
                var least = group.Parts.Min(part => part[label].Length);
                if (least >= needed) continue;
                var what = (Labels is null ? "" : $" of class '{Labels[label]}'") + (parted ? " in one half of its recordings" : "");
                throw new ArgumentException($"The task '{group.Name}' of '{Name}' has {least} examples{what}; {shape.Shots} shots and {shape.Queries} queries need {needed}. "
                    + "Lower one of them (--shots, --queries), or leave the task out of the split (--split-file).");
            }
        }
    }

    /// <inheritdoc/>
    public void Sample(Split split, EpisodeShape shape, SeededRandom random, Episode episode)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentNullException.ThrowIfNull(episode);
        var group = _groups[_splits[split][random.Below(_splits[split].Length)]];
        var first = group.Parts.Length > 1 ? random.Below(2) : 0;
        Span<int> drawn = stackalloc int[shape.Shots + shape.Queries];
        var support = drawn[..shape.Shots];
        var query = drawn[shape.Shots..];
        for (var label = 0; label < shape.Ways; label++)
        {
            var (own, other) = (group.Parts[first][label], group.Parts[^(first + 1)][label]);
            if (group.Parts.Length == 1)
            {
                random.Choose(drawn, own.Length);
            }
            else
            {
                random.Choose(support, own.Length);
                random.Choose(query, other.Length);
            }

            for (var i = 0; i < support.Length; i++) Fill(episode.Support, label * support.Length + i, own[support[i]], label);
            for (var i = 0; i < query.Length; i++) Fill(episode.Query, label * query.Length + i, other[query[i]], label);
        }
    }

    private void Fill(ExampleSet set, int place, int example, int label)
    {
        if (Labels is not null) set.Labels[place] = label;
        if (set.Store is not null)
        {
            set.References[place] = new(example);
            return;
        }

        _inputs[example].CopyTo(set.Input(place));
        if (Labels is null) set.Values[place] = _targets[example];
    }

    private static float[] Joined(float[][] inputs)
    {
        var (joined, next) = (new float[inputs.Sum(input => input.Length)], 0);
        foreach (var input in inputs)
        {
            input.CopyTo(joined, next);
            next += input.Length;
        }

        return joined;
    }
}
