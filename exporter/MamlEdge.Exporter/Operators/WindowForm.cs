using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>Reads the window attributes of convolutions and pools: defaults and <c>auto_pad</c> written out.</summary>
internal static class WindowForm
{
    public static Windows Read(OnnxNode n, long[] kernel)
    {
        var windows = Checked(n, kernel);
        return n.Attributes.Text("auto_pad", "NOTSET") switch
        {
            "VALID" => windows with { Pads = new long[2 * kernel.Length] },
            "SAME_UPPER" => windows with { Pads = Same(n, windows, true) },
            "SAME_LOWER" => windows with { Pads = Same(n, windows, false) },
            _ => windows,
        };
    }

    public static Value Conv(OnnxNode n) =>
        n.As(Convolution.Conv, Read(n, new Shape(n.X(1).Shape.Skip(2)).ToLongs()).ToAttributes(n.Attributes.Int("group", 1)));

    /// <summary>A transposed convolution is the input gradient of a convolution whose input has the transposed one's result shape.</summary>
    public static Value ConvTranspose(OnnxNode n)
    {
        var (x, w) = (n.X(0), n.X(1));
        var group = n.Attributes.Int("group", 1);
        var windows = Checked(n, new Shape(w.Shape.Skip(2)).ToLongs());
        var extra = n.Attributes.Ints("output_padding") ?? new long[windows.Rank];
        var pads = (long[])windows.Pads.Clone();
        var (dims, beyond) = (new Dim[windows.Rank], new long[2 * (windows.Rank + 2)]);
        for (var a = 0; a < windows.Rank; a++)
        {
            if (!x.Shape[a + 2].IsKnown) throw n.Error($"spatial axis {a + 2} of {x.Shape} must be known");
            var full = ((x.Shape[a + 2].Known - 1) * windows.Strides[a]) + windows.Extent(a) + extra[a];
            var mode = n.Attributes.Text("auto_pad", "NOTSET");
            var wanted = n.Attributes.Ints("output_shape") is { } shape ? shape[shape.Length - windows.Rank + a]
                : mode.StartsWith("SAME", StringComparison.Ordinal) ? Math.Min(x.Shape[a + 2].Known * windows.Strides[a], full)
                : full - pads[a] - pads[a + windows.Rank];
            if (n.Attributes.Has("output_shape") || mode.StartsWith("SAME", StringComparison.Ordinal))
            {
                var total = Math.Max(full - wanted, 0);
                pads[a] = mode == "SAME_UPPER" ? total / 2 : total - (total / 2);
                pads[a + windows.Rank] = total - pads[a];
            }

            // A convolution leaves less than a stride: what is more is taken from what the pads cut, and is zero where no window reaches.
            var more = Math.Max(wanted - (full - extra[a] - pads[a] - pads[a + windows.Rank] + windows.Strides[a] - 1), 0);
            var kept = Math.Min(more, pads[a + windows.Rank]);
            pads[a + windows.Rank] -= kept;
            beyond[windows.Rank + 4 + a] = more - kept;
            dims[a] = wanted - beyond[windows.Rank + 4 + a];
        }

        var attributes = (windows with { Pads = pads }).ToAttributes(group);
        var y = Convolution.Input(x, w, new Shape([x.Shape[0], w.Shape[1] * group, .. dims]), attributes).Pad(beyond);
        return n.Has(2) ? y + n.X(2).Reshape(new Shape([y.Shape[1], .. Enumerable.Repeat((Dim)1, windows.Rank)])) : y;
    }

    private static Windows Checked(OnnxNode n, long[] kernel)
    {
        var w = Windows.From(n.Attributes, kernel);
        var rank = n.X().Rank - 2;
        return w.Rank == rank && w.Strides.Length == rank && w.Dilations.Length == rank && w.Pads.Length == 2 * rank && w.Kernel.Concat(w.Strides).Concat(w.Dilations).All(v => v > 0) ? w
            : throw n.Error($"a kernel of [{string.Join(", ", w.Kernel)}], strides of [{string.Join(", ", w.Strides)}], dilations of [{string.Join(", ", w.Dilations)}] and {w.Pads.Length} pads do not fit {rank} spatial axes of {n.X().Shape}: each is positive");
    }

    private static long[] Same(OnnxNode n, Windows windows, bool upper)
    {
        var pads = new long[2 * windows.Rank];
        for (var a = 0; a < windows.Rank; a++)
        {
            var dim = n.X().Shape[a + 2];
            if (!dim.IsKnown) throw n.Error($"auto_pad needs spatial axis {a + 2} of {n.X().Shape} to be known");
            var positions = (dim.Known + windows.Strides[a] - 1) / windows.Strides[a];
            var total = Math.Max(((positions - 1) * windows.Strides[a]) + windows.Extent(a) - dim.Known, 0);
            pads[a] = upper ? total / 2 : total - (total / 2);
            pads[a + windows.Rank] = total - pads[a];
        }

        return pads;
    }
}
