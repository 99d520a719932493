using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>Reference kernels of im2col and its adjoint.</summary>
internal static class PatchKernels
{
    public static Tensor Im2Col(KernelContext k)
    {
        var x = k.Inputs[0];
        var rows = new double[Tensor.Count(k.Resolve(k.Type.Shape!))];
        Terms(k.Attributes, x.Dims, (image, row) => rows[row] = x.Values[image]);
        return new Tensor(x.Type, k.Resolve(k.Type.Shape!), rows);
    }

    public static Tensor Col2Im(KernelContext k)
    {
        var dims = k.Resolve("shape");
        var image = new double[Tensor.Count(dims)];
        Terms(k.Attributes, dims, (at, row) => image[at] += k.Inputs[0].Values[row]);
        return new Tensor(k.Inputs[0].Type, dims, image);
    }

    private static void Terms(Attributes attributes, IReadOnlyList<long> image, Action<long, long> term)
    {
        var windows = Windows.From(attributes);
        long[] spatial = [.. image.Skip(1).Take(windows.Rank)];
        var positions = spatial.Select((n, axis) => windows.Positions(axis, n)).ToArray();
        var (places, taps, area) = (Tensor.Count(positions), Tensor.Count(windows.Kernel), Tensor.Count(spatial));
        var channels = image[^1];
        var pairs = Patches.Pairs(attributes, windows, spatial).ToArray();
        for (var n = 0L; n < image[0]; n++)
        {
            foreach (var (position, tap, at) in pairs)
            {
                for (var c = 0L; c < channels; c++)
                    term((((n * area) + at) * channels) + c, (((((n * places) + position) * taps) + tap) * channels) + c);
            }
        }
    }
}
