using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>
/// Resize along an axis of free length, to a multiple or a part of it: the places that an element is made of then repeat along the axis, so that the result is
/// made of the axis as a whole, shifted by them, and of its ends.
/// </summary>
internal static class ResizeFree
{
    /// <summary>Stands for the length, on which nothing depends where places repeat.</summary>
    private const long AnyLength = 1 << 20;

    /// <summary>How such an axis is sampled.</summary>
    /// <param name="n">The node.</param>
    /// <param name="x">What it resizes.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="size">The length after, or null.</param>
    /// <param name="scale">Elements after for each before, where no length is given.</param>
    public static ResizeAxis Of(OnnxNode n, Value x, int axis, Dim? size, double? scale)
    {
        var length = x.Shape[axis];
        var (up, down) = (Whole(size is { } after ? Dim.Divide(after, length) : null, scale), Whole(size is { } less ? Dim.Divide(length, less) : null, 1 / scale));
        var repeats = n.Attributes.Text("coordinate_transformation_mode", "half_pixel") != "align_corners";
        if (!repeats || (up is null && (down is null || Dim.Divide(length, down.Value) is null)))
            throw n.Error($"axis {axis} of {x.Shape} is resized {(size is { } s ? $"to {s}" : $"by {scale}")}, and must be known unless that is a multiple of it or, of a length such as 2*N, a whole part, without align_corners");
        return new ResizeAxis(n, AnyLength, up is { } factor ? AnyLength * factor : AnyLength / down!.Value, up ?? 1.0 / down!.Value, 0, 1);
    }

    /// <summary>The resized axis.</summary>
    public static Value Read(OnnxNode n, Value x, int axis, ResizeAxis resized)
    {
        var (length, period, phases) = (x.Shape[axis], resized.Scale < 1 ? (long)Math.Round(1 / resized.Scale) : 1, resized.Scale < 1 ? 1 : n.Bounded(resized.Scale, "a scale"));
        var made = Enumerable.Range(0, phases).Select(i => Made(n, resized, i)).ToArray();
        var places = made.SelectMany(taps => taps).Select(t => t.At).ToArray();
        var (before, after) = (Math.Max(0, -places.Min()), Math.Max(0, places.Max()));
        if (places.Any(IsOutside) && resized.ExcludesOutside) throw n.Error($"axis {axis} of {x.Shape} is resized without what lies outside, and must be known");
        var padded = !places.Any(IsOutside) ? x : ShapingFluent.Join(axis, [
            .. Enumerable.Repeat(x.FromFront(axis, [0]), n.Bounded(before, "an end")), x, .. Enumerable.Repeat(x.FromEnd(axis, [1]), n.Bounded(after, "an end"))]);
        var parts = made.Select(taps => taps.Select(t => t.Weight == 1 ? Element(t.At) : Element(t.At) * t.Weight).Aggregate((a, b) => a + b)).ToArray();
        return parts.Length == 1 ? parts[0] : Periodic.Interleaved(axis, parts);

        bool IsOutside(long at) => at < 0 || at >= period;

        Value Element(long at) => !IsOutside(at) ? x.EveryNth(axis, period, at) : padded.Slice(axis, before + at, length + (before + at)).EveryNth(axis, period, 0);
    }

    /// <summary>Places relative to where a period begins, with their weights, which sum to 1.</summary>
    private static (long At, double Weight)[] Made(OnnxNode n, ResizeAxis resized, int phase)
    {
        if (n.Attributes.Text("mode", "nearest") == "nearest") return [(resized.NearestPlace(phase), 1)];
        var taps = resized.Taps(phase).Where(t => t.Weight != 0).ToArray();
        var total = taps.Sum(t => t.Weight);
        return [.. taps.Select(t => (t.At, t.Weight / total))];
    }

    /// <summary>A whole number above 1: a known quotient, or a scale that is one but for rounding in single precision.</summary>
    private static long? Whole(Dim? quotient, double? scale)
    {
        if (quotient is { IsKnown: true } known) return known.Known > 1 ? known.Known : null;
        return quotient is null && scale is { } s && Math.Round(s) > 1 && Math.Abs(s - Math.Round(s)) <= 1e-6 * s ? (long)Math.Round(s) : null;
    }
}
