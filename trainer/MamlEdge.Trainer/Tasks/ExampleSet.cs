using MamlEdge.Trainer.Random;

namespace MamlEdge.Trainer.Tasks;

/// <summary>
/// Examples of one task: inputs [N, ...] and targets, either labels [N] or values [N, ...], all row-major; or references to examples of
/// a store in place of inputs and values. The arrays are reused when another task is sampled into the same episode.
/// </summary>
public sealed class ExampleSet
{
    private readonly float[] _inputs, _values;

    /// <summary>Empty arrays for <paramref name="count"/> examples of a task source.</summary>
    /// <param name="count">N.</param>
    /// <param name="inputShape">Shape of one input.</param>
    /// <param name="kind">Labels or values.</param>
    /// <param name="targetShape">Shape of one target's values; not used for labels.</param>
    /// <param name="store">Where the set has references instead of inputs and values: the store that they are to; null otherwise.</param>
    public ExampleSet(int count, IReadOnlyList<long> inputShape, TargetKind kind, IReadOnlyList<long> targetShape, ExampleStore? store = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentNullException.ThrowIfNull(inputShape);
        ArgumentNullException.ThrowIfNull(targetShape);
        Count = count;
        InputShape = [count, .. inputShape];
        _inputs = store is null ? new float[Size(InputShape)] : [];
        TargetShape = kind == TargetKind.Classes ? [count] : [count, .. targetShape];
        Labels = kind == TargetKind.Classes ? new long[count] : [];
        _values = kind == TargetKind.Classes || store is not null ? [] : new float[Size(TargetShape)];
        (Kind, Store, References) = (kind, store, store is null ? [] : new ExampleReference[count]);
    }

    /// <summary>Number of examples, N.</summary>
    public int Count { get; }

    /// <summary>Whether the targets are <see cref="Labels"/>, or <see cref="Values"/> of which kind.</summary>
    public TargetKind Kind { get; }

    /// <summary>Shape of <see cref="Inputs"/>, the example axis first.</summary>
    public long[] InputShape { get; }

    /// <summary>All inputs.</summary>
    /// <exception cref="InvalidOperationException">The set has references instead.</exception>
    public float[] Inputs => Store is null ? _inputs : throw Referring();

    /// <summary>Shape of the targets, the example axis first.</summary>
    public long[] TargetShape { get; }

    /// <summary>Class labels [N], or empty where the targets are values.</summary>
    public long[] Labels { get; }

    /// <summary>Target values, or empty where the targets are labels.</summary>
    /// <exception cref="InvalidOperationException">The set has references instead.</exception>
    public float[] Values => Store is null ? _values : throw Referring();

    /// <summary>The store that <see cref="References"/> are to; null where the set has values of its own.</summary>
    public ExampleStore? Store { get; }

    /// <summary>The examples [N] in <see cref="Store"/>, or empty.</summary>
    public ExampleReference[] References { get; }

    /// <summary>The input of one example.</summary>
    public Span<float> Input(int example) => Inputs.AsSpan(example * (Inputs.Length / Count), Inputs.Length / Count);

    /// <summary>Puts the examples into a uniformly random order (Fisher and Yates).</summary>
    public void Shuffle(SeededRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        for (var last = Count - 1; last > 0; last--)
        {
            var other = random.Below(last + 1);
            Swap(_inputs, last, other);
            Swap(Labels, last, other);
            Swap(_values, last, other);
            Swap(References, last, other);
        }
    }

    private void Swap<T>(T[] rows, int one, int other)
    {
        var length = rows.Length / Count;
        for (var i = 0; i < length; i++) (rows[(one * length) + i], rows[(other * length) + i]) = (rows[(other * length) + i], rows[(one * length) + i]);
    }
    private static InvalidOperationException Referring() => new("The set names examples of a store and has no values of its own. "
        + "Give it to an engine that keeps the store, or sample into an episode without one.");

    private static int Size(long[] shape) => checked((int)shape.Aggregate(1L, (size, dim) => checked(size * dim)));
}
