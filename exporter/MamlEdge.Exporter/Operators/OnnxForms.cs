using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>
/// How ONNX operators of opsets 11 to 21 read as graph operators, where inputs, attributes or outputs differ; the others read as they
/// are. A form returns one value for each output that it defines, or none where it declines: then the node is carried through unchanged.
/// </summary>
public static class OnnxForms
{
    /// <summary>The forms by operator name.</summary>
    public static IReadOnlyDictionary<string, Func<OnnxNode, Value[]>> Table { get; } = new Dictionary<string, Func<OnnxNode, Value[]>>(StringComparer.Ordinal)
    {
        ["ConstantOfShape"] = n => [Fill(n)],
        ["Dropout"] = Dropout,
        ["Identity"] = n => [n.X()],
        ["Cast"] = n => [n.X().CastTo(n.Element("to"))],
        ["CastLike"] = n => [n.X().CastTo(n.X(1).Type)],

        ["Reshape"] = n => [ShapeForm.Reshape(n)],
        ["Flatten"] = n => [ShapeForm.Flatten(n.X(), n.Axis("axis", 1, n.X().Rank))],
        ["Squeeze"] = n => [ShapeForm.Squeeze(n)],
        ["Unsqueeze"] = n => [ShapeForm.Unsqueeze(n)],
        ["Transpose"] = n => [ShapeForm.Transpose(n)],
        ["Expand"] = n => [ShapeForm.Expand(n)],
        ["Concat"] = n => [ShapingFluent.Join((int)n.Attributes.Int("axis"), [.. n.Inputs.Select((_, i) => n.X(i))])],
        ["Slice"] = n => [SliceForm.Read(n)],
        ["Split"] = n => SliceForm.Split(n),
        ["Pad"] = n => [PadForm.Read(n)],
        ["Tile"] = n => [ShapeForm.Tile(n)],
        ["Det"] = n => Matrices.IsSmall(n.X()) ? [n.As(Matrices.Det)] : [],
        ["Trilu"] = n => [n.Graph.Add(Matrices.Trilu, [n.X()], n.Attributes.With("k", n.Has(1) ? (long)n.Constant(1, "k").Values[0] : 0), n.Name)],
        ["Resize"] = n => [ResizeForm.Read(n)],
        ["Upsample"] = n => [ResizeForm.Read(n)],
        ["GridSample"] = n => [GridSampling.Read(n)],

        ["Gather"] = n => [n.X().Gather(n.X(1).CastTo(DataType.Int64), n.Axis("axis", 0, n.X().Rank))],
        ["GatherElements"] = n => [Scattering.Read(n, Indexing.GatherElements, axis: true)],
        ["GatherND"] = n => [Scattering.Read(n, Scattering.GatherND, axis: false)],
        ["ScatterElements"] = n => [Scattering.Read(n, Scattering.ScatterElements, axis: true)],
        ["ScatterND"] = n => [Scattering.Read(n, Scattering.ScatterND, axis: false)],
        ["Shape"] = n => [ShapeForm.Lengths(n)],
        ["Size"] = n => [n.Graph.NewLength(DataType.Int64, n.X().Shape.Size)],
        ["CumSum"] = n => [n.Graph.Add(Indexing.CumSum, [n.X()], n.Attributes.With("axis", Wrapped((long)n.Constant(1, "axis").Values[0], n.X().Rank)), n.Name)],
        ["TopK"] = Selection.ReadTop,
        ["Compress"] = Selection.ReadCompress,
        ["EyeLike"] = n => [Selection.ReadEye(n)],
        ["OneHot"] = n => [OneHot(n)],

        ["Pow"] = n => [Pow(n)],
        ["Sum"] = n => [Fold(n, (a, b) => a + b)],
        ["Mean"] = n => [Fold(n, (a, b) => a + b) / n.Inputs.Count],
        ["Max"] = n => [Fold(n, (a, b) => a.AtLeast(b))],
        ["Min"] = n => [Fold(n, (a, b) => a.AtMost(b))],
        ["Clip"] = n => [Bounds.Read(n)],

        ["ReduceSum"] = ReductionForm.Of(Reductions.ReduceSum),
        ["ReduceMean"] = ReductionForm.Of(Reductions.ReduceMean),
        ["ReduceMax"] = ReductionForm.Of(Reductions.ReduceMax),
        ["ReduceMin"] = ReductionForm.Of(Reductions.ReduceMin),
        ["ReduceProd"] = n => ReductionForm.HasKnownLengths(n) ? ReductionForm.Of(Reductions.ReduceProd)(n) : [],
        ["ReduceL1"] = ReductionForm.Of(Reductions.ReduceL1),
        ["ReduceL2"] = ReductionForm.Of(Reductions.ReduceL2),
        ["ReduceLogSum"] = ReductionForm.Of(Reductions.ReduceLogSum),
        ["ReduceLogSumExp"] = ReductionForm.Of(Reductions.ReduceLogSumExp),
        ["ReduceSumSquare"] = ReductionForm.Of(Reductions.ReduceSumSquare),
        ["ArgMax"] = ReductionForm.Along(Reductions.ArgMax, 0),
        ["ArgMin"] = ReductionForm.Along(Reductions.ArgMin, 0),

        ["Softmax"] = ReductionForm.Softmax(Softmaxes.Softmax),
        ["LogSoftmax"] = ReductionForm.Softmax(Softmaxes.LogSoftmax),
        ["Hardmax"] = ReductionForm.Softmax(Softmaxes.Hardmax),
        ["BatchNormalization"] = NormalizationForm.Batch,
        ["LayerNormalization"] = NormalizationForm.Layer,
        ["GroupNormalization"] = n => [NormalizationForm.Group(n)],
        ["SimplifiedLayerNormalization"] = NormalizationForm.RootMeanSquare,
        ["SoftmaxCrossEntropyLoss"] = Losses.Read,

        ["LSTM"] = n => Recurrence.Read(n, Recurrence.Lstm, Recurrence.LstmHidden, Recurrence.LstmCell),
        ["GRU"] = n => Recurrence.Read(n, Recurrence.Gru, Recurrence.GruHidden),
        ["RNN"] = n => Recurrence.Read(n, Recurrence.Rnn, Recurrence.RnnHidden),

        ["Conv"] = n => [WindowForm.Conv(n)],
        ["ConvTranspose"] = n => [WindowForm.ConvTranspose(n)],
        ["MaxPool"] = PoolForm.Max,
        ["MaxUnpool"] = n => [UnpoolForm.Read(n)],
        ["AveragePool"] = n => [PoolForm.Read(n, Pooling.AveragePool)],
        ["LpPool"] = n => [PoolForm.Read(n, Pooling.LpPool)],
    };

    private static Value Fill(OnnxNode n)
    {
        var value = n.Attributes.Has("value") ? n.Attributes.Tensor("value") : Tensor.Scalar(DataType.Float32, 0);
        return n.Graph.NewFill(value.Type, new Shape(n.Dims(0, "shape")), value.Values[0]);
    }

    private static Value OneHot(OnnxNode n)
    {
        var indices = n.X().CastTo(DataType.Int64);
        var depth = n.Bounded(n.Constant(1, "depth").Values[0], "a depth");
        var axis = n.Axis("axis", -1, indices.Rank + 1);
        if (n.Attributes.Int("axis", -1) < 0) axis = (int)n.Attributes.Int("axis", -1) + indices.Rank + 1;
        var dims = Enumerable.Range(0, indices.Rank + 1).Select(a => a == axis ? depth : 1L).ToArray();
        var range = n.Graph.NewConstant(new Tensor(DataType.Int64, dims, [.. Enumerable.Range(0, depth).Select(i => (double)i)]));
        var wrapped = indices.LessThan(n.Graph.NewScalar(DataType.Int64, 0)).Choose(indices + depth, indices);
        return wrapped.Unsqueeze(axis).EqualTo(range).Choose(n.X(2).Gather([1], 0), n.X(2).Gather([0], 0));
    }

    /// <summary>The value itself, and a mask that keeps everything.</summary>
    private static Value[] Dropout(OnnxNode n)
    {
        var trains = n.Has(2) && n.Constant(2, "training_mode").Values[0] != 0 && n.Number("ratio", 1) != 0;
        return trains ? throw n.Error("training mode is not supported: export the model for inference")
            : [n.X(), n.Graph.NewFill(DataType.Bool, n.X().Shape, 1)];
    }

    /// <summary>ONNX allows exponents of any integer type, ONNX Runtime has kernels for signed ones of 32 and 64 bits.</summary>
    private static Value Pow(OnnxNode n)
    {
        var exponent = n.X(1);
        return n.Graph.Add(Arithmetic.Pow, [n.X(), exponent.Type.IsFloat() || exponent.Type is DataType.Int32 or DataType.Int64 ? exponent : exponent.CastTo(DataType.Int64)], n.Attributes, n.Name);
    }

    private static Value Fold(OnnxNode n, Func<Value, Value, Value> f) => n.Inputs.Select((_, i) => n.X(i)).Aggregate(f);

    internal static long Wrapped(long axis, int rank) => axis < 0 ? axis + rank : axis;
}
