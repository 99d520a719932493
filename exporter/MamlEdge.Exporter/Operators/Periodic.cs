using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>Parts of an axis of any length that repeat along it, or lie at its ends.</summary>
internal static class Periodic
{
    /// <summary>Each <paramref name="period"/>-th element from <paramref name="offset"/> on, of a length that is a multiple of the period.</summary>
    public static Value EveryNth(this Value x, int axis, long period, long offset)
    {
        if (period == 1) return x;
        var groups = Dim.Divide(x.Shape[axis], period) ?? throw new ExporterException($"the length {x.Shape[axis]} is no multiple of {period}");
        var grouped = x.Reshape(new Shape([.. x.Shape.Take(axis), groups, period, .. x.Shape.Skip(axis + 1)]));
        return grouped.Slice(axis + 1, offset, offset + 1).Reshape(x.Shape.With(axis, groups));
    }

    /// <summary>The first elements of all values, then the second ones, and so on.</summary>
    public static Value Interleaved(int axis, IReadOnlyList<Value> values)
    {
        var shape = values[0].Shape;
        return ShapingFluent.Join(axis + 1, [.. values.Select(v => v.Unsqueeze(axis + 1))]).Reshape(shape.With(axis, shape[axis] * values.Count));
    }

    /// <summary>Elements at the given places counted from the front.</summary>
    public static Value FromFront(this Value x, int axis, IReadOnlyList<long> places) => x.Slice(axis, 0, places.Max() + 1).Gather(places, axis);

    /// <summary>Elements at the given places counted from the end: 1 is the last.</summary>
    public static Value FromEnd(this Value x, int axis, IReadOnlyList<long> places)
    {
        var (length, furthest) = (x.Shape[axis], places.Max());
        return x.Slice(axis, length - furthest, length).Gather([.. places.Select(p => furthest - p)], axis);
    }
}
