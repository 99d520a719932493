using MamlEdge.Trainer.Random;

namespace MamlEdge.Trainer.Tasks;

/// <summary>
/// Examples of one task: inputs [N, ...] and targets, either labels [N] or values [N, ...], all row-major.
/// The arrays are reused when another task is sampled into the same episode.
/// </summary>
public sealed class ExampleSet
{
    /// <summary>Empty arrays for <paramref name="count"/> examples of a task source.</summary>
    /// <param name="count">N.</param>
    /// <param name="inputShape">Shape of one input.</param>
    /// <param name="kind">Labels or values.</param>
    /// <param name="targetShape">Shape of one target's values; not used for labels.</param>
    public ExampleSet(int count, IReadOnlyList<long> inputShape, TargetKind kind, IReadOnlyList<long> targetShape)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentNullException.ThrowIfNull(inputShape);
        ArgumentNullException.ThrowIfNull(targetShape);
        Count = count;
        InputShape = [count, .. inputShape];
        Inputs = new float[Size(InputShape)];
        TargetShape = kind == TargetKind.Classes ? [count] : [count, .. targetShape];
        Labels = kind == TargetKind.Classes ? new long[count] : [];
        Values = kind == TargetKind.Classes ? [] : new float[Size(TargetShape)];
        Kind = kind;
    }

    /// <summary>Number of examples, N.</summary>
    public int Count { get; }

    /// <summary>Whether the targets are <see cref="Labels"/>, or <see cref="Values"/> of which kind.</summary>
    public TargetKind Kind { get; }

    /// <summary>Shape of <see cref="Inputs"/>, the example axis first.</summary>
    public long[] InputShape { get; }

    /// <summary>All inputs.</summary>
    public float[] Inputs { get; }

    /// <summary>Shape of the targets, the example axis first.</summary>
    public long[] TargetShape { get; }

    /// <summary>Class labels [N], or empty where the targets are values.</summary>
    public long[] Labels { get; }

    /// <summary>Target values, or empty where the targets are labels.</summary>
    public float[] Values { get; }

    /// <summary>The input of one example.</summary>
    public Span<float> Input(int example) => Inputs.AsSpan(example * (Inputs.Length / Count), Inputs.Length / Count);

    /// <summary>Puts the examples into a uniformly random order (Fisher and Yates).</summary>
    public void Shuffle(SeededRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        for (var last = Count - 1; last > 0; last--)
        {
            var other = random.Below(last + 1);
            Swap(Inputs, last, other);
            Swap(Labels, last, other);
            Swap(Values, last, other);
        }
    }

    private void Swap<T>(T[] rows, int one, int other)
    {
        var length = rows.Length / Count;
        for (var i = 0; i < length; i++) (rows[(one * length) + i], rows[(other * length) + i]) = (rows[(other * length) + i], rows[(one * length) + i]);
    }

    private static int Size(long[] shape) => checked((int)shape.Aggregate(1L, (size, dim) => checked(size * dim)));
}
