using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>Reads the operators that give a value other axes: Reshape, Flatten, Squeeze, Expand; and those that read its axes.</summary>
internal static class ShapeForm
{
    public static Value Reshape(OnnxNode n)
    {
        var x = n.X().Shape;
        var target = n.Dims(1, "shape");
        if (n.Attributes.Int("allowzero") == 0)
            target = [.. target.Select((d, i) => d != 0 ? d : i < x.Rank ? x[i] : throw n.Error($"target axis {i} copies an axis that the input does not have"))];
        var free = Array.IndexOf(target, (Dim)(-1));
        if (free < 0) return n.X().Reshape(new Shape(target));
        var rest = target.Where((_, i) => i != free).Aggregate((Dim)1, (a, b) => a * b);
        target[free] = Dim.Divide(x.Size, rest) ?? throw n.Error($"{x} does not divide into [{string.Join(", ", target)}]");
        return n.X().Reshape(new Shape(target));
    }

    /// <summary>A matrix: the axes before <paramref name="axis"/>, and the others.</summary>
    public static Value Flatten(Value x, int axis) =>
        x.Reshape(new Shape(new Shape(x.Shape.Take(axis)).Size, new Shape(x.Shape.Skip(axis)).Size));

    public static Value Squeeze(OnnxNode n)
    {
        var x = n.X();
        var axes = n.Longs("axes", 1)?.Select(a => OnnxForms.Wrapped(a, x.Rank)).ToArray()
            ?? [.. Enumerable.Range(0, x.Rank).Where(a => x.Shape[a] == 1).Select(a => (long)a)];
        if (axes.Any(a => x.Shape[(int)a] != 1)) throw n.Error($"cannot squeeze axes [{string.Join(", ", axes)}] of {x.Shape}");
        return x.Reshape(Reductions.Reduced(x.Shape, axes, false));
    }

    public static Value Unsqueeze(OnnxNode n)
    {
        var axes = n.Longs("axes", 1) ?? throw n.Error("axes are missing");
        var rank = n.X().Rank + axes.Length;
        return IsDistinct(axes.Select(a => OnnxForms.Wrapped(a, rank)), axes.Length, rank) ? n.X().Unsqueeze(axes)
            : throw n.Error($"axes [{string.Join(", ", axes)}] are not places of a result of rank {rank}, each once");
    }

    public static Value Transpose(OnnxNode n)
    {
        var rank = n.X().Rank;
        var perm = n.Attributes.Ints("perm") ?? [.. Enumerable.Range(0, rank).Reverse().Select(a => (long)a)];
        return IsDistinct(perm, rank, rank) ? n.X().Transpose(perm) : throw n.Error($"perm [{string.Join(", ", perm)}] is not an order of the axes of {n.X().Shape}");
    }

    public static Value Expand(OnnxNode n)
    {
        var (x, shape) = (n.X(), new Shape(n.Dims(1, "shape")));
        return x.Expand(Broadcasting.Common(x.Shape, shape) ?? throw n.Error($"{x.Shape} does not broadcast with {shape}"));
    }

    public static Value Tile(OnnxNode n)
    {
        var repeats = n.Dims(1, "repeats");
        if (repeats.Length != n.X().Rank) throw n.Error($"{repeats.Length} repeats are given for {n.X().Shape}: expected one for each axis");
        return n.Graph.Add(Shaping.Tile, [n.X()], new Attributes(("repeats", new Shape(repeats))), n.Name);
    }

    public static Value Lengths(OnnxNode n)
    {
        var shape = n.Graph.Add(Shaping.ShapeOf, [n.X()]);
        var rank = n.X().Rank;
        var start = Math.Clamp(OnnxForms.Wrapped(n.Attributes.Int("start"), rank), 0, rank);
        var end = Math.Clamp(OnnxForms.Wrapped(n.Attributes.Int("end", rank), rank), start, rank);
        return shape.Slice(0, start, end);
    }

    private static bool IsDistinct(IEnumerable<long> axes, int count, int rank) => axes.Where(a => a >= 0 && a < rank).Distinct().Count() == count && axes.Count() == count;
}
