using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>Reference kernels of the operators that move elements.</summary>
internal static class ShapingKernels
{
    public static Tensor Transpose(KernelContext k)
    {
        var x = k.Inputs[0];
        var perm = k.Attributes.Ints("perm")!;
        var strides = Strides(x.Dims);
        return Gathered(x.Type, [.. perm.Select(p => x.Dims[(int)p])], index =>
        {
            var at = 0L;
            for (var i = 0; i < perm.Length; i++) at += index[i] * strides[perm[i]];
            return x.Values[at];
        });
    }

    public static Tensor Concat(KernelContext k)
    {
        var axis = (int)k.Attributes.Int("axis");
        var dims = k.Inputs[0].Dims.ToArray();
        dims[axis] = k.Inputs.Sum(x => x.Dims[axis]);
        var outer = Tensor.Count(dims.Take(axis));
        var result = new List<double>();
        for (var o = 0L; o < outer; o++)
        {
            foreach (var x in k.Inputs)
            {
                var block = (int)(x.Values.Length / Math.Max(outer, 1));
                result.AddRange(x.Values.AsSpan((int)o * block, block));
            }
        }

        return new Tensor(k.Type.Type, dims, [.. result]);
    }

    public static Tensor Slice(KernelContext k)
    {
        var x = k.Inputs[0];
        var (dims, first) = (x.Dims.ToArray(), new long[x.Rank]);
        foreach (var (axis, start, end) in Shaping.Ranges(k.Attributes)) (dims[axis], first[axis]) = (end - start, start);
        var strides = Strides(x.Dims);
        return Gathered(x.Type, dims, index => x.Values[index.Select((n, a) => (n + first[a]) * strides[a]).Sum()]);
    }

    public static Tensor Pad(KernelContext k)
    {
        var x = k.Inputs[0];
        var pads = k.Attributes.Ints("pads")!;
        var fill = k.Attributes.Float("value");
        var strides = Strides(x.Dims);
        return Gathered(x.Type, [.. x.Dims.Select((d, a) => d + pads[a] + pads[a + x.Rank])], index =>
        {
            var at = 0L;
            for (var a = 0; a < index.Length; a++)
            {
                var n = index[a] - pads[a];
                if (n < 0 || n >= x.Dims[a]) return fill;
                at += n * strides[a];
            }

            return x.Values[at];
        });
    }

    /// <summary>A tensor whose element at each index is what <paramref name="at"/> says.</summary>
    public static Tensor Gathered(DataType type, long[] dims, Func<long[], double> at)
    {
        var result = new double[Tensor.Count(dims)];
        var index = new long[dims.Length];
        for (var n = 0L; n < result.LongLength; n++)
        {
            result[n] = at(index);
            for (var axis = dims.Length - 1; axis >= 0 && ++index[axis] == dims[axis]; axis--) index[axis] = 0;
        }

        return new Tensor(type, dims, result);
    }

    /// <summary>Row-major strides.</summary>
    public static long[] Strides(IReadOnlyList<long> dims)
    {
        var strides = new long[dims.Count];
        var step = 1L;
        for (var i = dims.Count - 1; i >= 0; i--)
        {
            strides[i] = step;
            step *= dims[i];
        }

        return strides;
    }
}
