using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>
/// The families of batching rules: how an operator that is defined for one task is applied to all tasks at once, along a leading
/// task axis.
/// </summary>
public static class Batching
{
    /// <summary>Elementwise with broadcasting: axes of length 1 after the task axis bring mapped inputs to one rank.</summary>
    public static Value Elementwise(BatchingContext b)
    {
        var rank = Enumerable.Range(0, b.Inputs.Count).Max(i => b.ShapeOf(i).Rank);
        return b.Graph.Add(b.Application.Op, [.. b.Inputs.Select((_, i) => b.Aligned(i, rank))], b.Attributes);
    }

    /// <summary>
    /// Along axes: every input gets the task axis, and the attributes <c>axis</c>, <c>axes</c>, <c>perm</c> and <c>shape</c> count from
    /// behind it.
    /// </summary>
    public static Value Axes(BatchingContext b)
    {
        var a = b.Attributes;
        if (a.Has("axis")) a = a.With("axis", Behind(a.Int("axis")));
        if (a.Ints("axes") is { } axes) a = a.With("axes", Array.ConvertAll(axes, Behind));
        if (a.Ints("perm") is { } perm) a = a.With("perm", new[] { 0L }.Concat(perm.Select(Behind)).ToArray());
        if (a.Has("shape")) a = a.With("shape", b.OfTasks(a.Shape("shape")));
        return b.Graph.Add(b.Application.Op, [.. b.Inputs.Select((_, i) => b.Stretched(i))], a);
    }

    /// <summary>Example by example: the task axis joins the leading axis of the first input, of the result and of the attribute <c>shape</c>.</summary>
    public static Value Examples(BatchingContext b)
    {
        if (b.Mapped.Skip(1).Any(m => m)) throw b.Error("it has no rule for parameters that differ between the tasks.");
        var a = b.Attributes;
        if (a.Has("shape")) a = a.With("shape", a.Shape("shape").With(0, a.Shape("shape")[0] * b.Tasks));
        return b.Graph.Add(b.Application.Op, [b.Inputs[0].Folded(), .. b.Inputs.Skip(1)], a).Unfolded(b.Tasks);
    }

    /// <summary>An input with the task axis: a single one is stretched along it.</summary>
    public static Value Stretched(this BatchingContext b, int input) =>
        b.Mapped[input] ? b.Inputs[input] : b.Inputs[input].Unsqueeze(0).Expand(b.OfTasks(b.Inputs[input].Shape));

    /// <summary>An input that broadcasts against others of a rank: [T, 1..., axes] where it is mapped, as it is where it is single.</summary>
    public static Value Aligned(this BatchingContext b, int input, int rank) => !b.Mapped[input] ? b.Inputs[input]
        : b.Inputs[input].Reshape(b.OfTasks(new Shape([.. Enumerable.Repeat((Dim)1, Math.Max(rank - b.ShapeOf(input).Rank, 0)), .. b.ShapeOf(input)])));

    /// <summary>[T, ...] for the shape of one task.</summary>
    public static Shape OfTasks(this BatchingContext b, Shape shape) => new([b.Tasks, .. shape]);

    /// <summary>[T, N, ...] as [T·N, ...].</summary>
    public static Value Folded(this Value x) => x.Reshape(new Shape([x.Shape[0] * x.Shape[1], .. x.Shape.Skip(2)]));

    /// <summary>[T·N, ...] as [T, N, ...].</summary>
    public static Value Unfolded(this Value x, Dim tasks) => x.Reshape(new Shape([tasks, Dim.Divide(x.Shape[0], tasks)!.Value, .. x.Shape.Skip(1)]));

    /// <summary>[T, N, C, ...] as [N, T·C, ...]: the tasks become groups of channels.</summary>
    public static Value InChannels(this Value x) =>
        x.Transpose([1, 0, .. Enumerable.Range(2, x.Rank - 2).Select(a => (long)a)]).Reshape(new Shape([x.Shape[1], x.Shape[0] * x.Shape[2], .. x.Shape.Skip(3)]));

    /// <summary>[N, T·C, ...] as [T, N, C, ...].</summary>
    public static Value FromChannels(this Value x, Dim tasks) => x.Reshape(new Shape([x.Shape[0], tasks, Dim.Divide(x.Shape[1], tasks)!.Value, .. x.Shape.Skip(2)]))
        .Transpose([1, 0, .. Enumerable.Range(2, x.Rank - 1).Select(a => (long)a)]);

    private static long Behind(long axis) => axis < 0 ? axis : axis + 1;
}
