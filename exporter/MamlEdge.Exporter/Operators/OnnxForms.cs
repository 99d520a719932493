using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>
/// How ONNX operators of opsets 11 to 21 read as graph operators, where inputs, attributes or outputs differ; the others read as they
/// are. A form returns one value for each output that it defines, or none where it declines: then the node is carried through unchanged.
/// </summary>
public static class OnnxForms
{
    private const int MostCounted = 1 << 24;

    /// <summary>The forms by operator name.</summary>
    public static IReadOnlyDictionary<string, Func<OnnxNode, Value[]>> Table { get; } = new Dictionary<string, Func<OnnxNode, Value[]>>(StringComparer.Ordinal)
    {
        ["Constant"] = n => [n.Graph.NewConstant(ConstantOf(n), n.Name)],
        ["ConstantOfShape"] = n => [Fill(n)],
        ["Range"] = n => [n.Graph.NewConstant(Counted(n), n.Name)],
        ["Dropout"] = n => n.Has(2) && n.Constant(2, "training_mode").Values[0] != 0 ? throw n.Error("training mode is not supported: export the model for inference") : [n.X()],
        ["Identity"] = n => [n.X()],
        ["Cast"] = n => [n.X().CastTo((DataType)n.Attributes.Int("to"))],
        ["CastLike"] = n => [n.X().CastTo(n.X(1).Type)],

        ["Reshape"] = n => [n.X().Reshape(Reshaped(n))],
        ["Flatten"] = n => [Flattened(n.X(), n.Axis("axis", 1, n.X().Rank))],
        ["Squeeze"] = n => [Squeezed(n)],
        ["Unsqueeze"] = n => [n.X().Unsqueeze(n.Longs("axes", 1) ?? throw n.Error("axes are missing"))],
        ["Transpose"] = n => [n.X().Transpose(n.Attributes.Ints("perm") ?? [.. Enumerable.Range(0, n.X().Rank).Reverse().Select(a => (long)a)])],
        ["Expand"] = n => [Expanded(n.X(), new Shape(n.Dims(1, "shape")), n)],
        ["Concat"] = n => [ShapingFluent.Join((int)n.Attributes.Int("axis"), [.. n.Inputs.Select((_, i) => n.X(i))])],
        ["Slice"] = n => [SliceForm.Read(n)],
        ["Split"] = n => SliceForm.Split(n),
        ["Pad"] = n => [PadForm.Read(n)],
        ["Tile"] = n => [Tiled(n.X(), n.Constant(1, "repeats").ToLongs())],
        ["DepthToSpace"] = n => [BlockForm.DepthToSpace(n)],
        ["SpaceToDepth"] = n => [BlockForm.SpaceToDepth(n)],
        ["Resize"] = n => [ResizeForm.Read(n)],
        ["Upsample"] = n => [ResizeForm.Read(n)],

        ["Gather"] = n => [n.X().Gather(n.X(1).CastTo(DataType.Int64), n.Axis("axis", 0, n.X().Rank))],
        ["GatherElements"] = n => [n.Graph.Add(Indexing.GatherElements, [n.X(), n.X(1).CastTo(DataType.Int64)], new Attributes(("axis", n.Axis("axis", 0, n.X().Rank))))],
        ["ScatterElements"] = n => !Adds(n) ? [] : [n.X() + n.Graph.Add(
            Indexing.GatherElementsAdjoint, [n.X(2), n.X(1).CastTo(DataType.Int64)], new Attributes(("axis", n.Axis("axis", 0, n.X().Rank)), ("shape", n.X().Shape)))],
        ["ScatterND"] = n => !Adds(n) || n.X(1).Shape[-1] != 1 ? [] : [n.X() + n.X(2).ScatterAdd(
            n.X(1).CastTo(DataType.Int64).Reshape(new Shape(n.X(1).Shape.SkipLast(1))), 0, n.X().Shape)],
        ["Shape"] = n => [Lengths(n)],
        ["CumSum"] = n => [n.Graph.Add(Indexing.CumSum, [n.X()], n.Attributes.With("axis", Wrapped((long)n.Constant(1, "axis").Values[0], n.X().Rank)), n.Name)],
        ["OneHot"] = n => [OneHot(n)],

        ["Sum"] = n => [Fold(n, (a, b) => a + b)],
        ["Mean"] = n => [Fold(n, (a, b) => a + b) / n.Inputs.Count],
        ["Max"] = n => [Fold(n, (a, b) => a.AtLeast(b))],
        ["Min"] = n => [Fold(n, (a, b) => a.AtMost(b))],
        ["Clip"] = n => [Clipped(n)],

        ["ReduceSum"] = Reduction(Reductions.ReduceSum),
        ["ReduceMean"] = Reduction(Reductions.ReduceMean),
        ["ReduceMax"] = Reduction(Reductions.ReduceMax),
        ["ReduceMin"] = Reduction(Reductions.ReduceMin),
        ["ReduceL1"] = Reduction(Reductions.ReduceL1),
        ["ReduceL2"] = Reduction(Reductions.ReduceL2),
        ["ReduceLogSum"] = Reduction(Reductions.ReduceLogSum),
        ["ReduceLogSumExp"] = Reduction(Reductions.ReduceLogSumExp),
        ["ReduceSumSquare"] = Reduction(Reductions.ReduceSumSquare),

        ["Softmax"] = n => [Softmax(n, Softmaxes.Softmax)],
        ["LogSoftmax"] = n => [Softmax(n, Softmaxes.LogSoftmax)],
        ["BatchNormalization"] = n => [BatchNorm(n)],

        ["Conv"] = n => [n.As(Convolution.Conv, WindowForm.Read(n, new Shape(n.X(1).Shape.Skip(2)).ToLongs()))],
        ["ConvTranspose"] = n => [WindowForm.ConvTranspose(n)],
        ["MaxPool"] = n => MaxPool(n),
        ["AveragePool"] = n => [n.As(Pooling.AveragePool, WindowForm.Read(n, n.Attributes.Ints("kernel_shape")!))],
    };

    internal static Value Flattened(Value x, int axis) =>
        x.Reshape(new Shape(new Shape(x.Shape.Take(axis)).Size, new Shape(x.Shape.Skip(axis)).Size));

    private static Func<OnnxNode, Value[]> Reduction(Operator op) => n =>
    {
        var axes = n.Longs("axes", 1);
        if (axes is null or [] && n.Attributes.Int("noop_with_empty_axes") != 0) return [n.X()];
        return [Reductions.Reduce(op, n.X(), axes is [] ? null : axes, n.Attributes.Int("keepdims", 1) != 0)];
    };

    private static Tensor ConstantOf(OnnxNode n)
    {
        var a = n.Attributes;
        if (a.Has("value")) return a.Tensor("value");
        if (a.Has("value_float")) return Tensor.Scalar(DataType.Float32, a.Float("value_float"));
        if (a.Has("value_int")) return Tensor.Scalar(DataType.Int64, a.Int("value_int"));
        if (a.Ints("value_ints") is { } ints) return Tensor.Longs(ints);
        if (a.Entries.GetValueOrDefault("value_floats") is double[] floats) return new Tensor(DataType.Float32, [floats.Length], floats);
        throw n.Error("only numeric constants are supported");
    }

    private static Value Fill(OnnxNode n)
    {
        var value = n.Attributes.Has("value") ? n.Attributes.Tensor("value") : Tensor.Scalar(DataType.Float32, 0);
        return n.Graph.NewFill(value.Type, new Shape(n.Dims(0, "shape")), value.Values[0]);
    }

    private static Tensor Counted(OnnxNode n)
    {
        var (start, limit, step) = (n.Constant(0, "start"), n.Constant(1, "limit").Values[0], n.Constant(2, "delta").Values[0]);
        var count = step == 0 ? throw n.Error("delta is 0") : Math.Max(0, (long)Math.Ceiling((limit - start.Values[0]) / step));
        if (count > MostCounted) throw n.Error($"a range of {count} numbers is too long for a constant");
        return new(start.Type, [count], [.. Enumerable.Range(0, (int)count).Select(i => start.Values[0] + (i * step))]);
    }

    private static Shape Reshaped(OnnxNode n)
    {
        var x = n.X().Shape;
        var target = n.Dims(1, "shape");
        if (n.Attributes.Int("allowzero") == 0)
            target = [.. target.Select((d, i) => d != 0 ? d : i < x.Rank ? x[i] : throw n.Error($"target axis {i} copies an axis that the input does not have"))];
        var free = Array.IndexOf(target, (Dim)(-1));
        if (free < 0) return new Shape(target);
        var rest = target.Where((_, i) => i != free).Aggregate((Dim)1, (a, b) => a * b);
        target[free] = Dim.Divide(x.Size, rest) ?? throw n.Error($"{x} does not divide into [{string.Join(", ", target)}]");
        return new Shape(target);
    }

    private static Value Squeezed(OnnxNode n)
    {
        var x = n.X();
        var axes = n.Longs("axes", 1)?.Select(a => Wrapped(a, x.Rank)).ToArray()
            ?? [.. Enumerable.Range(0, x.Rank).Where(a => x.Shape[a] == 1).Select(a => (long)a)];
        if (axes.Any(a => x.Shape[(int)a] != 1)) throw n.Error($"cannot squeeze axes [{string.Join(", ", axes)}] of {x.Shape}");
        return x.Reshape(Reductions.Reduced(x.Shape, axes, false));
    }

    private static Value Expanded(Value x, Shape shape, OnnxNode n) =>
        x.Expand(Broadcasting.Common(x.Shape, shape) ?? throw n.Error($"{x.Shape} does not broadcast with {shape}"));

    private static Value Tiled(Value x, long[] repeats)
    {
        for (var axis = 0; axis < repeats.Length; axis++)
        {
            if (repeats[axis] == 1) continue;
            var before = x.Shape;
            x = x.Unsqueeze(axis);
            x = x.Expand(x.Shape.With(axis, repeats[axis])).Reshape(before.With(axis, before[axis] * repeats[axis]));
        }

        return x;
    }

    private static bool Adds(OnnxNode n) => n.Attributes.Text("reduction", "none") == "add";

    private static Value Lengths(OnnxNode n)
    {
        var shape = n.Graph.Add(Shaping.ShapeOf, [n.X()]);
        var rank = n.X().Rank;
        var start = Math.Clamp(Wrapped(n.Attributes.Int("start"), rank), 0, rank);
        var end = Math.Clamp(Wrapped(n.Attributes.Int("end", rank), rank), start, rank);
        return shape.Slice(0, start, end);
    }

    private static Value OneHot(OnnxNode n)
    {
        var indices = n.X().CastTo(DataType.Int64);
        var depth = (long)n.Constant(1, "depth").Values[0];
        var axis = n.Axis("axis", -1, indices.Rank + 1);
        if (n.Attributes.Int("axis", -1) < 0) axis = (int)n.Attributes.Int("axis", -1) + indices.Rank + 1;
        var dims = Enumerable.Range(0, indices.Rank + 1).Select(a => a == axis ? depth : 1).ToArray();
        var range = n.Graph.NewConstant(new Tensor(DataType.Int64, dims, [.. Enumerable.Range(0, (int)depth).Select(i => (double)i)]));
        var wrapped = indices.LessThan(n.Graph.NewScalar(DataType.Int64, 0)).Choose(indices + depth, indices);
        return wrapped.Unsqueeze(axis).EqualTo(range).Choose(n.X(2).Gather([1], 0), n.X(2).Gather([0], 0));
    }

    private static Value Fold(OnnxNode n, Func<Value, Value, Value> f) => n.Inputs.Select((_, i) => n.X(i)).Aggregate(f);

    private static Value Clipped(OnnxNode n)
    {
        var x = n.X();
        var low = n.Has(1) ? n.X(1) : n.Attributes.Has("min") ? x.Number(n.Attributes.Float("min")) : null;
        var high = n.Has(2) ? n.X(2) : n.Attributes.Has("max") ? x.Number(n.Attributes.Float("max")) : null;
        // The bounds themselves pass the gradient through, as in PyTorch.
        if (low is not null) x = x.LessThan(low).Choose(low, x);
        return high is null ? x : x.GreaterThan(high).Choose(high, x);
    }

    private static Value Softmax(OnnxNode n, Operator op)
    {
        var x = n.X();
        if (n.Opset >= 13) return x.Graph.Add(op, [x], new Attributes(("axis", n.Axis("axis", -1, x.Rank))), n.Name);
        var flat = Flattened(x, n.Axis("axis", 1, x.Rank));
        return x.Graph.Add(op, [flat], new Attributes(("axis", 1)), n.Name).Reshape(x.Shape);
    }

    private static Value BatchNorm(OnnxNode n)
    {
        var epsilon = n.Attributes.Float("epsilon", 1e-5);
        if (n.Attributes.Int("training_mode") == 0) return n.As(Normalization.BatchNormalization, new Attributes(("epsilon", epsilon)));
        return n.Outputs.Skip(1).Any(used => used)
            ? throw n.Error("the running statistics of training mode are used as results, which is not supported")
            : Normalization.BatchStatistics(n.X(), n.X(1), n.X(2), epsilon);
    }

    private static Value[] MaxPool(OnnxNode n)
    {
        if (n.Attributes.Int("storage_order") != 0) throw n.Error("column-major indices are not supported");
        var attributes = WindowForm.Read(n, n.Attributes.Ints("kernel_shape")!);
        var values = n.As(Pooling.MaxPool, attributes);
        return n.Outputs.Count > 1 && n.Outputs[1] ? [values, n.As(Pooling.MaxPoolIndices, attributes)] : [values];
    }

    private static long Wrapped(long axis, int rank) => axis < 0 ? axis + rank : axis;
}
