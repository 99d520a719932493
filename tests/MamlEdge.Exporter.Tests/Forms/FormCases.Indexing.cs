namespace MamlEdge.Exporter.Tests.Forms;

/// <summary>Gather, scatter, selection and sampling.</summary>
internal static partial class FormCases
{
    private static IEnumerable<FormCase> Indexing()
    {
        yield return new("Gather", "negative indices", 13, [X(3, 4), Index([2, 2], -1, 0, 3, -4)], ("axis", 1));
        yield return new("GatherElements", "negative indices", 13, [X(3, 4), Index([2, 4], -1, 0, 2, -3, 1, 1, -2, 2)], ("axis", 0));
        yield return new("GatherND", "slices", 13, [X(2, 3, 4), Index([3, 1], 1, 0, -1)]);
        yield return new("GatherND", "elements", 13, [X(2, 3, 4), Index([2, 2, 3], 1, 2, 3, 0, -1, -2, -2, 0, 1, 1, 2, 3)]);
        yield return new("GatherND", "pairs", 13, [X(2, 3, 4), Index([4, 2], 1, 2, -2, -1, -1, 0, 0, 2)]);
        yield return new("GatherND", "batch_dims 1", 13, [X(2, 3, 4), Index([2, 2, 1], 2, 0, -1, -1)], ("batch_dims", 1));
        yield return new("GatherND", "batch_dims 2", 13, [X(2, 3, 4, 2), Index([2, 3, 1], 2, 0, -1, 3, 1, 1)], ("batch_dims", 2));

        var elements = Index([2, 3], 1, 0, -1, 2, 1, 0);
        foreach (var reduction in new[] { "none", "add", "mul", "max", "min" })
        {
            yield return new("ScatterElements", reduction, 18, [X(3, 3), elements, X(2, 3)], ("axis", 0), ("reduction", reduction));
            yield return new("ScatterND", reduction + " slices", 18, [X(4, 2, 2), Index([2, 1], 2, -4), X(2, 2, 2)], ("reduction", reduction));
            yield return new("ScatterND", reduction + " elements", 18, [X(3, 4), Index([2, 2, 2], 2, 3, 0, -1, -2, 0, 1, 1), X(2, 2)], ("reduction", reduction));
            if (reduction == "none") continue;
            yield return new("ScatterElements", reduction + " repeated", 18, [X(2, 4), Index([2, 3], 1, 1, 0, -1, 3, 3), X(2, 3)], ("axis", 1), ("reduction", reduction));
            yield return new("ScatterND", reduction + " repeated", 18, [X(3, 2), Index([3, 1], 2, 2, 0), X(3, 2)], ("reduction", reduction));
        }

        yield return new("TopK", "values and indices", 13, [X(3, 5), Longs(2)]) { Outputs = [true, true] };
        yield return new("TopK", "smallest", 13, [X(4, 3), Longs(3)], ("axis", 0), ("largest", 0), ("sorted", 1)) { Outputs = [true, true] };
        yield return new("TopK", "inner axis", 13, [X(2, 4, 3), Longs(2)], ("axis", -2)) { Outputs = [true, true] };
        yield return new("ReverseSequence", "time first", 13, [X(4, 3, 2), Longs(2, 4, 1)], ("time_axis", 0), ("batch_axis", 1));
        yield return new("ReverseSequence", "batch first", 13, [X(3, 4), Longs(3, 1, 4)], ("time_axis", 1), ("batch_axis", 0));
        yield return new("Compress", "along an axis", 13, [X(3, 4), Truths(false, true, true)], ("axis", 0));
        yield return new("Compress", "flat", 13, [X(3, 2), Truths(false, true, false, true, true)]);
        yield return new("NonZero", "indices", 13, [X(3, 4)]);
        yield return new("EyeLike", "offset", 13, [X(3, 4)], ("k", 1), ("dtype", 1));
        yield return new("OneHot", "off and on", 13, [Index([2, 2], 1, -1, 0, 2), Longs(3), X(2)], ("axis", 1));
        yield return new("Where", "both sides and condition broadcast", 13, [new Tensor(DataType.Bool, [2, 1, 1], [1, 0]), X(3, 1), X(4)]);
        yield return new("Where", "scalar branch", 13, [Truths(true, false, true), X(2, 3), X()]);
        yield return new("MaxUnpool", "indices of a pool", 13, [X(1, 2, 2, 2), Index([1, 2, 2, 2], 5, 7, 13, 10, 21, 23, 24, 31)], ("kernel_shape", Ints(2, 2)), ("strides", Ints(2, 2)));
        yield return new("MaxUnpool", "output_shape", 13, [X(1, 1, 2, 2), Index([1, 1, 2, 2], 0, 3, 13, 19), Longs(1, 1, 4, 5)], ("kernel_shape", Ints(2, 2)), ("strides", Ints(2, 2)));
    }

    private static IEnumerable<FormCase> Samplings()
    {
        foreach (var align in new[] { 0, 1 })
        {
            foreach (var padding in new[] { "zeros", "border", "reflection" })
            {
                foreach (var mode in new[] { "bilinear", "nearest", "bicubic" })
                    yield return Grid($"{mode} {padding} {align}", 16, [2, 2, 3, 4], [2, 2, 3, 2], mode, padding, align);
                foreach (var mode in new[] { "linear", "nearest" })
                    yield return Grid($"volume {mode} {padding} {align}", 20, [1, 2, 3, 2, 4], [1, 2, 2, 2, 3], mode, padding, align);
            }
        }

        yield return Grid("opset 20", 20, [1, 2, 3, 4], [1, 2, 2, 2], "cubic", "border", 0);
    }

    private static FormCase Grid(string name, int opset, long[] x, long[] grid, string mode, string padding, int align) =>
        new("GridSample", name, opset, [x, grid], ("mode", mode), ("padding_mode", padding), ("align_corners", align));

    private static Tensor Index(long[] dims, params long[] values) => Longs(values).Reshape(dims);

    private static Tensor Truths(params bool[] values) => new(DataType.Bool, [values.Length], Array.ConvertAll(values, v => v ? 1.0 : 0.0));
}
