using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>Multidirectional broadcasting: axes align from the end, length 1 stretches.</summary>
public static class Broadcasting
{
    /// <summary>The common shape of two shapes, or null where they do not fit.</summary>
    public static Shape? Common(Shape a, Shape b)
    {
        var dims = new Dim[Math.Max(a.Rank, b.Rank)];
        for (var i = 1; i <= dims.Length; i++)
        {
            Dim left = i <= a.Rank ? a[^i] : 1, right = i <= b.Rank ? b[^i] : 1;
            if (left == right || right == 1) dims[^i] = left;
            else if (left == 1) dims[^i] = right;
            else return null;
        }

        return new Shape(dims);
    }

    /// <summary>Type rule of elementwise operators: inputs of one type and fitting shapes.</summary>
    public static TypedShape Type(TypeContext context, DataType? result = null)
    {
        var shape = context.Shape();
        for (var i = 1; i < context.Inputs.Count; i++)
        {
            if (context.Inputs[i].Type != context.Inputs[0].Type) throw context.Error("element types differ.");
            shape = Common(shape, context.Shape(i)) ?? throw context.Error("shapes do not broadcast.");
        }

        return new TypedShape(result ?? context.Inputs[0].Type, shape);
    }

    /// <summary>
    /// The adjoint of broadcasting: sums <paramref name="value"/> over the axes along which a value of
    /// <paramref name="shape"/> was stretched.
    /// </summary>
    public static Value SumTo(this Value value, Shape shape)
    {
        if (value.Shape.Equals(shape)) return value;
        var lead = value.Rank - shape.Rank;
        var axes = Enumerable.Range(0, value.Rank).Where(a => a < lead || (shape[a - lead] == 1 && value.Shape[a] != 1)).ToArray();
        return value.Sum(Array.ConvertAll(axes, a => (long)a)).Reshape(shape);
    }

    /// <summary>Elementwise kernel over the broadcast inputs.</summary>
    internal static Tensor Map(DataType type, Tensor a, Tensor b, Func<double, double, double> f)
    {
        var dims = CommonDims(a.Dims, b.Dims);
        var result = new double[Tensor.Count(dims)];
        var (left, right) = (Strides(a.Dims, dims), Strides(b.Dims, dims));
        var index = new long[dims.Length];
        long i = 0, j = 0;
        for (var n = 0L; n < result.LongLength; n++)
        {
            result[n] = f(a.Values[i], b.Values[j]);
            for (var axis = dims.Length - 1; axis >= 0; axis--)
            {
                i += left[axis];
                j += right[axis];
                if (++index[axis] < dims[axis]) break;
                i -= left[axis] * dims[axis];
                j -= right[axis] * dims[axis];
                index[axis] = 0;
            }
        }

        return new Tensor(type, dims, result);
    }

    /// <summary>Kernel of broadcasting to given axes.</summary>
    internal static Tensor To(Tensor a, long[] dims) =>
        Map(a.Type, a, new Tensor(a.Type, dims, new double[Tensor.Count(dims)]), (x, _) => x);

    private static long[] CommonDims(IReadOnlyList<long> a, IReadOnlyList<long> b)
    {
        var dims = new long[Math.Max(a.Count, b.Count)];
        for (var i = 1; i <= dims.Length; i++)
        {
            long left = i <= a.Count ? a[^i] : 1, right = i <= b.Count ? b[^i] : 1;
            dims[^i] = left == 1 ? right : right == 1 || left == right ? left
                : throw new ExporterException($"Shapes [{string.Join(", ", a)}] and [{string.Join(", ", b)}] do not broadcast.");
        }

        return dims;
    }

    private static long[] Strides(IReadOnlyList<long> dims, long[] target)
    {
        var strides = new long[target.Length];
        var step = 1L;
        for (var i = 1; i <= dims.Count; i++)
        {
            strides[^i] = dims[^i] == 1 ? 0 : step;
            step *= dims[^i];
        }

        return strides;
    }
}
