using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>Reference kernel of max pooling.</summary>
internal static class PoolingKernels
{
    public static (Tensor Values, Tensor Indices) Max(KernelContext k)
    {
        var x = k.Inputs[0];
        var windows = Windows.From(k.Attributes);
        var input = x.Dims.Skip(2).ToArray();
        var ceil = k.Attributes.Int("ceil_mode") != 0;
        var positions = input.Select((n, axis) => windows.Positions(axis, n, ceil)).ToArray();
        var pairs = windows.Pairs(input, positions).ToArray();
        var (area, places) = ((int)Tensor.Count(input), (int)Tensor.Count(positions));
        var planes = (int)(x.Dims[0] * x.Dims[1]);
        long[] dims = [x.Dims[0], x.Dims[1], .. positions];
        var (values, indices) = (new double[planes * places], new double[planes * places]);
        Array.Fill(values, double.NegativeInfinity);
        for (var plane = 0; plane < planes; plane++)
        {
            foreach (var (position, _, at) in pairs)
            {
                var (from, to) = ((plane * area) + at, (plane * places) + position);
                if (x.Values[from] <= values[to]) continue;
                (values[to], indices[to]) = (x.Values[from], from);
            }
        }

        return (new Tensor(x.Type, dims, values), new Tensor(DataType.Int64, dims, indices));
    }
}
