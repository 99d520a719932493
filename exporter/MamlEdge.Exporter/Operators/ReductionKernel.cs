using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>Reference kernels of reductions: every result sees the elements of its group in row-major order.</summary>
internal static class ReductionKernel
{
    public static Tensor Run(KernelContext k, Func<IEnumerable<double>, double> f)
    {
        var x = k.Inputs[0];
        var axes = k.Attributes.Ints("axes")!;
        var (groups, kept) = Groups(x, axes);
        var dims = k.Attributes.Int("keepdims", 1) != 0 ? kept : [.. x.Dims.Where((_, a) => !axes.Contains(a))];
        return new Tensor(k.Type.Type, dims, [.. groups.Select(g => f(g))]);
    }

    public static Tensor Arg(KernelContext k, Func<double, double, bool> better)
    {
        var x = k.Inputs[0];
        var axis = k.Attributes.Int("axis");
        axis = axis < 0 ? axis + x.Rank : axis;
        var last = k.Attributes.Int("select_last_index") != 0;
        var (groups, kept) = Groups(x, [axis]);
        var dims = k.Attributes.Int("keepdims", 1) != 0 ? kept : [.. x.Dims.Where((_, a) => a != axis)];
        return new Tensor(DataType.Int64, dims, [.. groups.Select(group => (double)Best(group))]);

        int Best(List<double> group)
        {
            var best = 0;
            for (var i = 1; i < group.Count; i++)
            {
                if (better(group[i], group[best]) || (last && group[i].Equals(group[best]))) best = i;
            }

            return best;
        }
    }

    private static (List<double>[] Groups, long[] Kept) Groups(Tensor x, IReadOnlyList<long> axes)
    {
        var kept = x.Dims.Select((d, a) => axes.Contains(a) ? 1 : d).ToArray();
        var target = Broadcasting.To(Numbers(kept), [.. x.Dims]);
        var groups = Enumerable.Range(0, (int)Tensor.Count(kept)).Select(_ => new List<double>()).ToArray();
        for (var i = 0; i < x.Values.Length; i++) groups[(int)target.Values[i]].Add(x.Values[i]);
        return (groups, kept);
    }

    private static Tensor Numbers(long[] dims)
    {
        var values = new double[Tensor.Count(dims)];
        for (var i = 0; i < values.Length; i++) values[i] = i;
        return new Tensor(DataType.Int64, dims, values);
    }
}
