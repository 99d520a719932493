namespace MamlEdge.Exporter.Tests;

internal static partial class NodeCases
{
    private static IEnumerable<NodeCase> Indexing()
    {
        yield return new("negative indices", "Gather", [new long[] { 3, 4 }, Longs([2, 2], -1, 0, 3, -4)], ("axis", 1));
        yield return new("negative indices", "GatherElements", [new long[] { 3, 4 }, Longs([2, 4], -1, 0, 2, -3, 1, 1, -2, 2)], ("axis", 0));
        yield return new("slices", "GatherND", [new long[] { 2, 3, 4 }, Longs([3, 1], 1, 0, -1)]);
        yield return new("elements", "GatherND", [new long[] { 2, 3, 4 }, Longs([2, 2, 3], 1, 2, 3, 0, -1, -2, -2, 0, 1, 1, 2, 3)]);
        yield return new("pairs", "GatherND", [new long[] { 2, 3, 4 }, Longs([4, 2], 1, 2, -2, -1, -1, 0, 0, 2)]);
        yield return new("batch_dims 1", "GatherND", [new long[] { 2, 3, 4 }, Longs([2, 2, 1], 2, 0, -1, -1)], ("batch_dims", 1));
        yield return new("batch_dims 2", "GatherND", [new long[] { 2, 3, 4, 2 }, Longs([2, 3, 1], 2, 0, -1, 3, 1, 1)], ("batch_dims", 2));

        var elements = Longs([2, 3], 1, 0, -1, 2, 1, 0);
        foreach (var reduction in new[] { "none", "add", "mul", "max", "min" })
        {
            yield return new(reduction, "ScatterElements", [new long[] { 3, 3 }, elements, new long[] { 2, 3 }], ("axis", 0), ("reduction", reduction));
            yield return new(reduction + " slices", "ScatterND", [new long[] { 4, 2, 2 }, Longs([2, 1], 2, -4), new long[] { 2, 2, 2 }], ("reduction", reduction));
            yield return new(reduction + " elements", "ScatterND", [new long[] { 3, 4 }, Longs([2, 2, 2], 2, 3, 0, -1, -2, 0, 1, 1), new long[] { 2, 2 }], ("reduction", reduction));
            if (reduction == "none") continue;
            yield return new(reduction + " repeated", "ScatterElements", [new long[] { 2, 4 }, Longs([2, 3], 1, 1, 0, -1, 3, 3), new long[] { 2, 3 }], ("axis", 1), ("reduction", reduction));
            yield return new(reduction + " repeated", "ScatterND", [new long[] { 3, 2 }, Longs([3, 1], 2, 2, 0), new long[] { 3, 2 }], ("reduction", reduction));
        }

        yield return new("values and indices", "TopK", [new long[] { 3, 5 }, Longs([1], 2)]) { Outputs = 2, Integers = [1] };
        yield return new("smallest", "TopK", [new long[] { 4, 3 }, Longs([1], 3)], ("axis", 0), ("largest", 0), ("sorted", 1));
        yield return new("inner axis", "TopK", [new long[] { 2, 4, 3 }, Longs([1], 2)], ("axis", -2));
        yield return new("time first", "ReverseSequence", [new long[] { 4, 3, 2 }, Longs([3], 2, 4, 1)], ("time_axis", 0), ("batch_axis", 1));
        yield return new("batch first", "ReverseSequence", [new long[] { 3, 4 }, Longs([3], 3, 1, 4)], ("time_axis", 1), ("batch_axis", 0));
        yield return new("along an axis", "Compress", [new long[] { 3, 4 }, Truths(false, true, true)], ("axis", 0));
        yield return new("flat", "Compress", [new long[] { 3, 2 }, Truths(false, true, false, true, true)]);
        yield return new("off and on", "OneHot", [Longs([2, 2], 1, -1, 0, 2), Longs([1], 3), new long[] { 2 }], ("axis", 1));
        yield return new("both sides and condition broadcast", "Where", [new Tensor(DataType.Bool, [2, 1, 1], [1, 0]), new long[] { 3, 1 }, new long[] { 4 }]);
        yield return new("scalar branch", "Where", [Truths(true, false, true), new long[] { 2, 3 }, Array.Empty<long>()]);
        yield return new("indices of a pool", "MaxUnpool", [new long[] { 1, 2, 2, 2 }, Longs([1, 2, 2, 2], 5, 7, 13, 10, 21, 23, 24, 31)], ("kernel_shape", new[] { 2, 2 }), ("strides", new[] { 2, 2 }));
        yield return new("output_shape", "MaxUnpool", [new long[] { 1, 1, 2, 2 }, Longs([1, 1, 2, 2], 0, 3, 13, 19), Longs([4], 1, 1, 4, 5)], ("kernel_shape", new[] { 2, 2 }), ("strides", new[] { 2, 2 }));
    }

    private static IEnumerable<NodeCase> Grids()
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

    private static NodeCase Grid(string name, int opset, long[] x, long[] grid, string mode, string padding, int align) =>
        new(name, "GridSample", [x, grid], ("mode", mode), ("padding_mode", padding), ("align_corners", align)) { Opset = opset };

    private static Tensor Truths(params bool[] values) => new(DataType.Bool, [values.Length], Array.ConvertAll(values, v => v ? 1.0 : 0.0));
}
