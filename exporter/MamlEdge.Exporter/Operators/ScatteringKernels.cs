using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>Reference kernels of scatter and of the largest elements.</summary>
internal static class ScatteringKernels
{
    public static Tensor Elements(KernelContext k)
    {
        var (x, updates) = (k.Inputs[0], k.Inputs[2]);
        var result = (double[])x.Values.Clone();
        Func<double, double, double> combine = k.Attributes.Text("reduction", "none") switch
        {
            "mul" => (a, b) => a * b,
            "max" => Math.Max,
            "min" => Math.Min,
            _ => (_, b) => b,
        };
        IndexingKernels.Elements(x.Dims, k.Inputs[1], (int)k.Attributes.Int("axis"), (at, i) => result[at] = combine(result[at], updates.Values[i]));
        return new Tensor(x.Type, x.Dims, result);
    }

    /// <summary>Indices of the k largest or smallest elements along an axis, in order; of equal ones the first comes first.</summary>
    public static Tensor Top(KernelContext k)
    {
        var x = k.Inputs[0];
        var (axis, count) = ((int)k.Attributes.Int("axis"), k.Attributes.Int("k"));
        var sign = k.Attributes.Int("largest", 1) != 0 ? -1 : 1;
        long[] dims = [.. x.Dims.Select((d, a) => a == axis ? count : d)];
        var (result, inner, length) = (new double[dims.Aggregate(1L, (a, b) => a * b)], x.Dims.Skip(axis + 1).Aggregate(1L, (a, b) => a * b), x.Dims[axis]);
        for (var line = 0L; line < x.Values.LongLength / length; line++)
        {
            var (from, to) = ((line / inner * length * inner) + (line % inner), (line / inner * count * inner) + (line % inner));
            var order = Enumerable.Range(0, (int)length).OrderBy(i => sign * x.Values[from + (i * inner)]).Take((int)count);
            foreach (var (at, i) in order.Select((at, i) => (at, i))) result[to + (i * inner)] = at;
        }

        return new Tensor(DataType.Int64, dims, result);
    }

    public static Tensor NonZero(KernelContext k)
    {
        var (x, strides) = (k.Inputs[0], ShapingKernels.Strides(k.Inputs[0].Dims));
        var found = Enumerable.Range(0, x.Values.Length).Where(i => x.Values[i] != 0).ToArray();
        return new Tensor(DataType.Int64, [x.Rank, found.Length], [.. strides.SelectMany((stride, axis) => found.Select(i => (double)(i / stride % x.Dims[axis])))]);
    }
}
