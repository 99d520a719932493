using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>Reference kernels of the three convolution operators: one loop over the terms of the trilinear form.</summary>
internal static class ConvolutionKernels
{
    public static Tensor Forward(KernelContext k)
    {
        var (x, w) = (k.Inputs[0], k.Inputs[1]);
        var windows = Windows.From(k.Attributes, [.. w.Dims.Skip(2)]);
        var positions = Enumerable.Range(0, windows.Rank).Select(a => windows.Positions(a, x.Dims[a + 2])).ToArray();
        var y = Zeros(x.Type, [x.Dims[0], w.Dims[0], .. positions]);
        Terms(windows, k.Attributes, x.Dims, w.Dims, y.Dims, (xi, wi, yi) => y.Values[yi] += x.Values[xi] * w.Values[wi]);
        if (k.Inputs.Length < 3) return y;
        var bias = k.Inputs[2].Reshape([.. Enumerable.Range(0, y.Rank).Select(a => a == 1 ? w.Dims[0] : 1)]);
        return Broadcasting.Map(y.Type, y, bias, (a, b) => a + b);
    }

    public static Tensor Input(KernelContext k)
    {
        var (g, w) = (k.Inputs[0], k.Inputs[1]);
        var x = Zeros(g.Type, k.Resolve("shape"));
        Terms(Windows.From(k.Attributes, [.. w.Dims.Skip(2)]), k.Attributes, x.Dims, w.Dims, g.Dims, (xi, wi, yi) => x.Values[xi] += g.Values[yi] * w.Values[wi]);
        return x;
    }

    public static Tensor Weight(KernelContext k)
    {
        var (x, g) = (k.Inputs[0], k.Inputs[1]);
        var w = Zeros(x.Type, k.Resolve("shape"));
        Terms(Windows.From(k.Attributes, [.. w.Dims.Skip(2)]), k.Attributes, x.Dims, w.Dims, g.Dims, (xi, wi, yi) => w.Values[wi] += x.Values[xi] * g.Values[yi]);
        return w;
    }

    private static void Terms(
        Windows windows, Attributes attributes, IReadOnlyList<long> x, IReadOnlyList<long> w, IReadOnlyList<long> y, Action<int, int, int> term)
    {
        var group = (int)attributes.Int("group", 1);
        var pairs = windows.Pairs([.. x.Skip(2)], [.. y.Skip(2)]).ToArray();
        var (area, taps, places) = (Size(x), Size(w), Size(y));
        var (inputs, outputs) = ((int)w[1], (int)w[0] / group);
        for (var n = 0; n < x[0]; n++)
        {
            for (var o = 0; o < w[0]; o++)
            {
                for (var c = 0; c < inputs; c++)
                {
                    var xBase = ((n * (int)x[1]) + (o / outputs * inputs) + c) * area;
                    var wBase = ((o * inputs) + c) * taps;
                    var yBase = ((n * (int)w[0]) + o) * places;
                    foreach (var (position, tap, at) in pairs) term(xBase + at, wBase + tap, yBase + position);
                }
            }
        }
    }

    private static int Size(IReadOnlyList<long> dims) => (int)Tensor.Count(dims.Skip(2));

    private static Tensor Zeros(DataType type, long[] dims) => new(type, dims, new double[Tensor.Count(dims)]);
}
