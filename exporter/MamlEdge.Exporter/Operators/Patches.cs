using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>
/// Windows as rows of a matrix (im2col) for images with channels last, and the adjoint. A convolution is then one matrix product, and
/// so are its gradients, which share the rows. Both are gathers of whole channel vectors. Attributes <c>rows</c> and <c>places</c> list window
/// positions and places of the image in the order in which they are stored; left out, they are stored in their natural order.
/// </summary>
public static class Patches
{
    /// <summary>x [N, H, W, C] -> rows [N·positions, taps·C]: one row a window position, zero where a tap lies in the padding.</summary>
    public static readonly Operator Im2Col = new("Im2Col")
    {
        Type = c =>
        {
            var windows = Windows.From(c.Attributes);
            var x = c.Shape();
            var spatial = new Shape(x.Skip(1).Take(windows.Rank)).ToLongs();
            return new(c.Inputs[0].Type, new Shape(x[0] * Positions(windows, spatial), x[-1] * Taps(windows)));
        },
        Kernel = PatchKernels.Im2Col,
        Gradients = [(y, g) => g.Graph.Add(Col2Im!, [g], y.Attributes.With("shape", y.Inputs[0].Shape))],
        Formula = "x̄ = Col2Im(g)",
        Batching = Batching.Examples,
        OnnxName = null,
        Lowering = (l, v, _) => l.Lower(Gathered(v)),
    };

    /// <summary>Adjoint of Im2Col: adds each row's taps back to their places (attribute <c>shape</c>, that of the image).</summary>
    public static readonly Operator Col2Im = new("Col2Im")
    {
        Type = c => new(c.Inputs[0].Type, c.Attributes.Shape("shape")),
        Kernel = PatchKernels.Col2Im,
        Gradients = [(y, u) => u.Graph.Add(Im2Col, [u], y.Attributes.Without("shape"))],
        Formula = "ḡ = Im2Col(u)",
        Batching = Batching.Examples,
        OnnxName = null,
        Lowering = (l, v, _) => l.Lower(Summed(v)),
    };

    /// <summary>The rows of all windows of an image [N, spatial..., C].</summary>
    public static Value Rows(this Value x, Windows windows) =>
        x.Graph.Add(Im2Col, [x], windows.ToAttributes().Without("group").With("kernel_shape", windows.Kernel));

    /// <summary>Number of window positions.</summary>
    public static long Positions(Windows windows, long[] spatial) =>
        Tensor.Count(spatial.Select((n, axis) => windows.Positions(axis, n)));

    private static long Taps(Windows windows) => Tensor.Count(windows.Kernel);

    private static Value Gathered(Value v)
    {
        var x = v.Inputs[0];
        var (windows, spatial) = Geometry(v.Attributes, x.Shape);
        var (positions, taps, area) = (Positions(windows, spatial), Taps(windows), Tensor.Count(spatial));
        var at = Enumerable.Repeat(area, (int)(positions * taps)).ToArray();
        foreach (var (position, tap, place) in Pairs(v.Attributes, windows, spatial)) at[(position * taps) + tap] = place;
        return WithZeroRow(x.Reshape(new Shape(x.Shape[0], area, x.Shape[-1])), at).Reshape(v.Shape);
    }

    private static Value Summed(Value v)
    {
        var image = v.Shape;
        var (windows, spatial) = Geometry(v.Attributes, image);
        var (positions, taps, area) = (Positions(windows, spatial), Taps(windows), Tensor.Count(spatial));
        var sources = Pairs(v.Attributes, windows, spatial).ToLookup(p => p.At, p => (p.Position * taps) + p.Tap);
        var rows = v.Inputs[0].Reshape(new Shape(image[0], positions * taps, image[-1]));
        return Collected(rows, [.. Enumerable.Range(0, (int)area).Select(i => sources[i].ToArray())]).Reshape(image);
    }

    /// <summary>
    /// For each place the sum of its rows. Places with equally many rows are gathered and added together, so that no zeros are added;
    /// a last gather puts the places in order.
    /// </summary>
    private static Value Collected(Value rows, long[][] sources)
    {
        var (count, channels) = (rows.Shape[0], rows.Shape[2]);
        var (parts, order) = (new List<Value>(), new List<int>());
        foreach (var group in Enumerable.Range(0, sources.Length).GroupBy(place => sources[place].Length).OrderBy(g => g.Key))
        {
            int[] places = [.. group];
            order.AddRange(places);
            parts.Add(group.Key == 0 ? rows.Graph.NewFill(rows.Type, new Shape(count, places.Length, channels), 0)
                : Enumerable.Range(0, group.Key).Select(i => WithZeroRow(rows, [.. places.Select(p => sources[p][i])])).Aggregate((x, y) => x + y));
        }

        var joined = ShapingFluent.Join(1, parts);
        return order.Select((place, i) => place == i).All(same => same) ? joined
            : joined.Gather([.. Enumerable.Range(0, order.Count).Select(place => (long)order.IndexOf(place))], 1);
    }

    /// <summary>Gathers along axis 1 of [N, rows, C], where index <c>rows</c> stands for zeros.</summary>
    private static Value WithZeroRow(Value x, long[] at)
    {
        var rows = x.Shape[1].Known;
        if (at.LongLength == rows && at.Select((index, i) => index == i).All(same => same)) return x;
        return (at.Contains(rows) ? x.Pad([0, 0, 0, 0, 1, 0]) : x).Gather(at, 1);
    }

    /// <summary>Every pair of window position and tap inside the image, by where they are stored.</summary>
    internal static IEnumerable<(int Position, int Tap, int At)> Pairs(Attributes attributes, Windows windows, long[] spatial)
    {
        var pairs = windows.Pairs(spatial, [.. spatial.Select((n, axis) => windows.Positions(axis, n))]);
        if (attributes.Ints("rows") is null && attributes.Ints("places") is null) return pairs;
        var rows = attributes.Ints("rows") is { } r ? Shaping.Inverse(r) : null;
        var places = attributes.Ints("places") is { } p ? Shaping.Inverse(p) : null;
        return pairs.Select(pair => ((int)(rows?[pair.Position] ?? pair.Position), pair.Tap, (int)(places?[pair.At] ?? pair.At)));
    }

    internal static (Windows Windows, long[] Spatial) Geometry(Attributes attributes, Shape image)
    {
        var windows = Windows.From(attributes);
        return (windows, new Shape(image.Skip(1).Take(windows.Rank)).ToLongs());
    }
}
