using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>Reference kernels of gather, scatter and running sums.</summary>
internal static class IndexingKernels
{
    public static Tensor Gather(KernelContext k)
    {
        var (x, indices) = (k.Inputs[0], k.Inputs[1]);
        var axis = (int)k.Attributes.Int("axis");
        var result = new double[x.Values.LongLength / Math.Max(x.Dims[axis], 1) * indices.Values.LongLength];
        Blocks(x.Dims, indices, axis, (from, to, length) => Array.Copy(x.Values, from, result, to, length));
        return new Tensor(x.Type, [.. x.Dims.Take(axis), .. indices.Dims, .. x.Dims.Skip(axis + 1)], result);
    }

    public static Tensor GatherAdjoint(KernelContext k)
    {
        var (g, indices) = (k.Inputs[0], k.Inputs[1]);
        var dims = k.Resolve("shape");
        var result = new double[Tensor.Count(dims)];
        Blocks(dims, indices, (int)k.Attributes.Int("axis"), (to, from, length) =>
        {
            for (var i = 0L; i < length; i++) result[to + i] += g.Values[from + i];
        });
        return new Tensor(g.Type, dims, result);
    }

    public static Tensor GatherElements(KernelContext k)
    {
        var (x, indices) = (k.Inputs[0], k.Inputs[1]);
        var result = new double[indices.Values.Length];
        Elements(x.Dims, indices, (int)k.Attributes.Int("axis"), (at, i) => result[i] = x.Values[at]);
        return new Tensor(x.Type, indices.Dims, result);
    }

    public static Tensor GatherElementsAdjoint(KernelContext k)
    {
        var dims = k.Resolve("shape");
        var result = new double[Tensor.Count(dims)];
        Elements(dims, k.Inputs[1], (int)k.Attributes.Int("axis"), (at, i) => result[at] += k.Inputs[0].Values[i]);
        return new Tensor(k.Inputs[0].Type, dims, result);
    }

    public static Tensor CumSum(KernelContext k)
    {
        var x = k.Inputs[0];
        var axis = (int)k.Attributes.Int("axis");
        var (exclusive, reverse) = (k.Attributes.Int("exclusive") != 0, k.Attributes.Int("reverse") != 0);
        var n = x.Dims[axis];
        var stride = ShapingKernels.Strides(x.Dims)[axis];
        var result = new double[x.Values.Length];
        for (var start = 0L; start < result.Length; start++)
        {
            if (start / stride % n != 0) continue;
            var sum = 0.0;
            for (var i = 0L; i < n; i++)
            {
                var at = start + ((reverse ? n - 1 - i : i) * stride);
                result[at] = exclusive ? sum : sum + x.Values[at];
                sum += x.Values[at];
            }
        }

        return new Tensor(x.Type, x.Dims, result);
    }

    /// <summary>Calls with the offset in the indexed tensor, the offset in the gathered one, and the length, block by block.</summary>
    private static void Blocks(IReadOnlyList<long> dims, Tensor indices, int axis, Action<long, long, long> block)
    {
        var outer = Tensor.Count(dims.Take(axis));
        var inner = Tensor.Count(dims.Skip(axis + 1));
        var to = 0L;
        for (var o = 0L; o < outer; o++)
        {
            foreach (var index in indices.Values)
            {
                block(((o * dims[axis]) + Wrapped((long)index, dims[axis])) * inner, to, inner);
                to += inner;
            }
        }
    }

    /// <summary>Calls with the offset in the indexed tensor and that of the index, for each index.</summary>
    internal static void Elements(IReadOnlyList<long> dims, Tensor indices, int axis, Action<long, long> element)
    {
        var strides = ShapingKernels.Strides(dims);
        var own = ShapingKernels.Strides(indices.Dims);
        for (var i = 0L; i < indices.Values.LongLength; i++)
        {
            var at = 0L;
            for (var a = 0; a < dims.Count; a++)
            {
                var n = i / own[a] % indices.Dims[a];
                at += (a == axis ? Wrapped((long)indices.Values[i], dims[axis]) : n) * strides[a];
            }

            element(at, i);
        }
    }

    private static long Wrapped(long index, long length)
    {
        var wrapped = index < 0 ? index + length : index;
        return wrapped >= 0 && wrapped < length ? wrapped
            : throw new ExporterException($"Index {index} is out of range for an axis of length {length}.");
    }
}
