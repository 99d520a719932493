namespace MamlEdge.Exporter.Tests;

/// <summary>One application of an operator on random inputs: what the order-2 gradient test runs.</summary>
internal sealed record OperatorCase(string Name, Operator Op, long[][] Shapes, Func<Graph, Value[], Value> Build)
{
    /// <summary>Range of the random inputs, away from kinks and poles.</summary>
    public (double Low, double High) Domain { get; init; } = (-1.5, 1.5);

    /// <summary>Inputs that are differentiated; all by default.</summary>
    public int Differentiated { get; init; } = int.MaxValue;

    public override string ToString() => Name;
}

/// <summary>The table: every operator with a gradient rule or an expansion has a row; a completeness test holds it to that.</summary>
internal static class OperatorCases
{
    public static IReadOnlyList<OperatorCase> All { get; } = [.. Unary(), .. Binary(), .. Reductions_(), .. Moves(), .. Layers()];

    private static IEnumerable<OperatorCase> Unary()
    {
        (Operator Op, double Low, double High)[] table =
        [
            (Elementwise.Neg, -2, 2), (Elementwise.Exp, -2, 2), (Elementwise.Log, 0.3, 3), (Elementwise.Sqrt, 0.3, 3), (Elementwise.Reciprocal, 0.4, 2), (Elementwise.InverseSqrt, 0.4, 2),
            (Elementwise.Abs, 0.2, 2), (Elementwise.Sigmoid, -3, 3), (Elementwise.Tanh, -2, 2), (Elementwise.Relu, 0.2, 2), (Elementwise.Erf, -2, 2),
            (Elementwise.Sin, -3, 3), (Elementwise.Cos, -3, 3), (Elementwise.Tan, -1, 1), (Elementwise.Asin, -0.8, 0.8), (Elementwise.Acos, -0.8, 0.8),
            (Elementwise.Atan, -3, 3), (Elementwise.Sinh, -2, 2), (Elementwise.Cosh, -2, 2), (Elementwise.Asinh, -2, 2), (Elementwise.Acosh, 1.3, 3),
            (Elementwise.Atanh, -0.8, 0.8), (Elementwise.Softplus, -3, 3), (Elementwise.Identity, -2, 2),
            (Activations.LeakyRelu, -2, -0.2), (Activations.Elu, -2, -0.2), (Activations.Selu, -2, -0.2), (Activations.Celu, -2, -0.2),
            (Activations.Softsign, 0.2, 2), (Activations.HardSigmoid, -2, 2), (Activations.HardSwish, -2.5, 2.5), (Activations.ThresholdedRelu, 1.1, 3),
            (Activations.Mish, -2, 2), (Activations.Gelu, -2, 2), (Activations.Shrink, 0.6, 2), (Matrices.Trilu, -2, 2),
        ];
        return table.Select(row => new OperatorCase(row.Op.Name, row.Op, [[3, 4]], (g, x) => g.Add(row.Op, x)) { Domain = (row.Low, row.High) });
    }

    private static IEnumerable<OperatorCase> Binary()
    {
        foreach (var op in new[] { Arithmetic.Add, Arithmetic.Sub, Arithmetic.Mul, Arithmetic.Div, Arithmetic.Pow, Arithmetic.Max, Arithmetic.MaxFirst, Arithmetic.Min })
            yield return new(op.Name + " broadcast", op, [[2, 3, 4], [3, 1]], (g, x) => g.Add(op, x)) { Domain = (0.5, 2) };
        yield return new("Mod", Arithmetic.Mod, [[3, 4], [4]], (g, x) => g.Add(Arithmetic.Mod, x, new Attributes(("fmod", 1)))) { Domain = (0.5, 2.5) };
        yield return new("Clip", Bounds.Clip, [[3, 4], [], []], (g, x) => g.Add(Bounds.Clip, [x[0], x[1] - 2, x[2] + 2])) { Domain = (-4, 4) };
        yield return new("Det", Matrices.Det, [[2, 3, 3]], (g, x) => g.Add(Matrices.Det, x));
        yield return new("PRelu", Activations.PRelu, [[3, 4], [4]], (g, x) => g.Add(Activations.PRelu, x)) { Domain = (-2, -0.2) };
        yield return new("Where", Comparison.Where, [[3, 4], [4]], (g, x) => x[0].GreaterThan(x[1].Stop()).Choose(x[0] * x[0], x[1] * x[1] * x[1]));
        yield return new("Cast", Comparison.Cast, [[3]], (_, x) => x[0].CastTo(DataType.Float64).CastTo(DataType.Float32) * x[0]);
        yield return new("MatMul", Products.MatMul, [[3, 4], [4, 2]], (_, x) => x[0].Times(x[1]));
        yield return new("MatMul batched", Products.MatMul, [[2, 1, 3, 4], [5, 4, 2]], (_, x) => x[0].Times(x[1]));
        yield return new("MatMul vector", Products.MatMul, [[4], [2, 4, 3]], (_, x) => x[0].Times(x[1]));
        yield return new("Gemm", Products.Gemm, [[4, 3], [2, 4], [2]], (g, x) => g.Add(Products.Gemm, x, new Attributes(("transA", 1), ("transB", 1), ("alpha", 0.5), ("beta", 2.0))));
        yield return new("Einsum", Products.Einsum, [[2, 3, 4], [4, 3, 5]], (g, x) => g.Add(Products.Einsum, x, new Attributes(("equation", "bij,jik->kb"))));
        yield return new("Einsum diagonal", Products.Einsum, [[3, 3, 2]], (g, x) => g.Add(Products.Einsum, x, new Attributes(("equation", "iij->ji"))));
        yield return new("Einsum ellipsis", Products.Einsum, [[2, 3, 4], [4, 2]], (g, x) => g.Add(Products.Einsum, x, new Attributes(("equation", "...j,jk->...k"))));
    }

    private static IEnumerable<OperatorCase> Reductions_()
    {
        foreach (var op in new[]
        {
            Reductions.ReduceSum, Reductions.ReduceMean, Reductions.ReduceMax, Reductions.ReduceMin, Reductions.ReduceSumSquare,
            Reductions.ReduceL1, Reductions.ReduceL2, Reductions.ReduceProd, Reductions.ReduceLogSum, Reductions.ReduceLogSumExp,
        })
        {
            yield return new(op.Name, op, [[2, 3, 4]], (_, x) => Reductions.Reduce(op, x[0], [0, 2], false)) { Domain = (0.3, 2) };
            yield return new(op.Name + " kept", op, [[2, 3, 4]], (_, x) => Reductions.Reduce(op, x[0], [1], true)) { Domain = (0.3, 2) };
        }

        foreach (var op in new[] { Softmaxes.Softmax, Softmaxes.LogSoftmax })
            yield return new(op.Name, op, [[2, 5, 3]], (g, x) => g.Add(op, x, new Attributes(("axis", 1))));
        yield return new("CumSum", Indexing.CumSum, [[3, 4]], (g, x) => g.Add(Indexing.CumSum, x, new Attributes(("axis", 1), ("exclusive", 1))));
        yield return new("Standardize rows", Statistics.Standardize, [[5, 3]], (_, x) => Normalization.Standardize(x[0], [0], 1e-3));
        yield return new("Standardize spatial", Statistics.Standardize, [[2, 3, 4]], (_, x) => Normalization.Standardize(x[0], [2], 1e-3));
        yield return new("InverseDeviation", Statistics.InverseDeviation, [[5, 3]], (g, x) => g.Add(Statistics.InverseDeviation, x, new Attributes(("axes", new long[] { 0 }), ("epsilon", 1e-3))));
    }

    private static IEnumerable<OperatorCase> Moves()
    {
        yield return new("Reshape", Shaping.Reshape, [[2, 6]], (_, x) => x[0].Reshape(Shape.Of(3, 4)));
        yield return new("Transpose", Shaping.Transpose, [[2, 3, 4]], (_, x) => x[0].Transpose(2, 0, 1));
        yield return new("Expand", Shaping.Expand, [[3, 1]], (_, x) => x[0].Expand(Shape.Of(2, 3, 4)));
        yield return new("Concat", Shaping.Concat, [[2, 3], [2, 1]], (_, x) => ShapingFluent.Join(1, x));
        yield return new("Slice", Shaping.Slice, [[4, 5]], (_, x) => x[0].Slice(1, 1, 4));
        yield return new("SliceTo", Slicing.SliceTo, [[4, 5]], (_, x) => x[0].Graph.Add(Slicing.SliceTo, x, new Attributes(("axis", 1), ("start", Shape.Of(1)), ("length", Shape.Of(3)))));
        yield return new("SliceToAdjoint", Slicing.SliceToAdjoint, [[4, 3]], (g, x) => g.Add(Slicing.SliceToAdjoint, x, new Attributes(("axis", 1), ("start", Shape.Of(1)), ("shape", Shape.Of(4, 5)))));
        yield return new("Pad", Shaping.Pad, [[2, 3]], (_, x) => x[0].Pad([1, 0, 2, 1]));
        yield return new("Tile", Shaping.Tile, [[2, 3]], (g, x) => g.Add(Shaping.Tile, x, new Attributes(("repeats", Shape.Of(2, 3)))));
        yield return new("DepthToSpace", Blocks.DepthToSpace, [[1, 8, 2, 3]], (g, x) => g.Add(Blocks.DepthToSpace, x, new Attributes(("blocksize", 2))));
        yield return new("SpaceToDepth", Blocks.SpaceToDepth, [[1, 2, 4, 6]], (g, x) => g.Add(Blocks.SpaceToDepth, x, new Attributes(("blocksize", 2))));
        yield return new("Gather", Indexing.Gather, [[2, 4, 3]], (_, x) => x[0].Gather([3, 0, 0, -1], 1));
        yield return new("GatherAdjoint", Indexing.GatherAdjoint, [[2, 3, 2]], (g, x) => x[0].ScatterAdd(g.NewConstant(Tensor.Longs(2, 0, 2)), 1, Shape.Of(2, 4, 2)));
        yield return new("GatherElements", Indexing.GatherElements, [[3, 4]], (g, x) => g.Add(Indexing.GatherElements, [x[0], Index(g)], new Attributes(("axis", 1))));
        yield return new("GatherElementsAdjoint", Indexing.GatherElementsAdjoint, [[3, 2]], (g, x) =>
            g.Add(Indexing.GatherElementsAdjoint, [x[0], Index(g)], new Attributes(("axis", 1), ("shape", Shape.Of(3, 4)))));
        static Value Index(Graph g) => g.NewConstant(new Tensor(DataType.Int64, [3, 2], [0, 3, 2, 2, 1, 0]));
    }

    private static IEnumerable<OperatorCase> Layers()
    {
        var windows = new Windows([3, 2], [2, 1], [1, 2], [1, 0, 0, 1]);
        yield return new("Conv", Convolution.Conv, [[2, 4, 6, 5], [6, 2, 3, 2], [6]], (g, x) => g.Add(Convolution.Conv, x, windows.ToAttributes(2)));
        yield return new("Conv 1-D", Convolution.Conv, [[2, 2, 9], [3, 2, 3]], (g, x) => g.Add(Convolution.Conv, x, new Windows([3], [2], [1], [1, 1]).ToAttributes()));
        yield return new("Conv 3-D", Convolution.Conv, [[1, 2, 4, 3, 4], [2, 2, 2, 2, 2]], (g, x) => g.Add(Convolution.Conv, x, new Windows([2, 2, 2], [2, 1, 1], [1, 1, 1], new long[6]).ToAttributes()));
        yield return new("ConvInput", Convolution.ConvInput, [[2, 3, 3, 3], [3, 2, 3, 3]], (_, x) =>
            Convolution.Input(x[0], x[1], Shape.Of(2, 2, 6, 6), new Windows([3, 3], [2, 2], [1, 1], [1, 1, 1, 1]).ToAttributes()));
        yield return new("ConvWeight", Convolution.ConvWeight, [[2, 2, 6, 6], [2, 3, 3, 3]], (g, x) =>
            g.Add(Convolution.ConvWeight, x, new Windows([3, 3], [2, 2], [1, 1], [1, 1, 1, 1]).ToAttributes().With("shape", Shape.Of(3, 2, 3, 3))));
        yield return new("Im2Col", Patches.Im2Col, [[2, 5, 4, 3]], (_, x) => x[0].Rows(new Windows([3, 2], [2, 1], [1, 1], [1, 0, 1, 1])));
        yield return new("Col2Im", Patches.Col2Im, [[2 * 3 * 4, 6 * 3]], (g, x) =>
            g.Add(Patches.Col2Im, x, new Windows([3, 2], [2, 1], [1, 1], [1, 0, 1, 1]).ToAttributes().Without("group").With("kernel_shape", new long[] { 3, 2 }).With("shape", Shape.Of(2, 5, 4, 3))));
        yield return new("MaxPool", Pooling.MaxPool, [[2, 2, 5, 5]], (g, x) => g.Add(Pooling.MaxPool, x, new Attributes(("kernel_shape", new[] { 3, 3 }), ("strides", new[] { 2, 2 }), ("pads", new[] { 1, 1, 1, 1 }))));
        yield return new("AveragePool", Pooling.AveragePool, [[2, 2, 6, 5]], (g, x) =>
            g.Add(Pooling.AveragePool, x, new Attributes(("kernel_shape", new[] { 3, 2 }), ("strides", new[] { 2, 2 }), ("pads", new[] { 1, 0, 1, 1 }), ("ceil_mode", 1))));
        yield return new("LpPool", Pooling.LpPool, [[2, 2, 6, 5]], (g, x) =>
            g.Add(Pooling.LpPool, x, new Attributes(("kernel_shape", new[] { 3, 2 }), ("strides", new[] { 2, 2 }), ("pads", new[] { 1, 0, 1, 1 }), ("p", 3))));
        yield return new("GlobalLpPool", Pooling.GlobalLpPool, [[2, 3, 4, 4]], (g, x) => g.Add(Pooling.GlobalLpPool, x));
        yield return new("GlobalAveragePool", Pooling.GlobalAveragePool, [[2, 3, 4, 4]], (g, x) => g.Add(Pooling.GlobalAveragePool, x));
        yield return new("GlobalMaxPool", Pooling.GlobalMaxPool, [[2, 3, 4, 4]], (g, x) => g.Add(Pooling.GlobalMaxPool, x));
        yield return new("BatchNormalization", Normalization.BatchNormalization, [[2, 3, 4], [3], [3], [3], [3]], (g, x) => g.Add(Normalization.BatchNormalization, x)) { Domain = (0.5, 1.5) };
        yield return new("InstanceNormalization", Normalization.InstanceNormalization, [[2, 3, 5], [3], [3]], (g, x) => g.Add(Normalization.InstanceNormalization, x));
        yield return new("LayerNormalization", Normalization.LayerNormalization, [[2, 3, 5], [5], [5]], (g, x) => g.Add(Normalization.LayerNormalization, x));
        yield return new("GroupNormalization", Normalization.GroupNormalization, [[2, 4, 3], [4], [4]], (g, x) => g.Add(Normalization.GroupNormalization, x, new Attributes(("num_groups", 2))));
        yield return new("MeanVarianceNormalization", Normalization.MeanVarianceNormalization, [[2, 3, 4, 2]], (g, x) => g.Add(Normalization.MeanVarianceNormalization, x));
        yield return new("LpNormalization", Normalization.LpNormalization, [[2, 3, 4]], (g, x) => g.Add(Normalization.LpNormalization, x, new Attributes(("p", 2), ("axis", 1))));
        yield return new("LRN", Normalization.LRN, [[2, 5, 3]], (g, x) => g.Add(Normalization.LRN, x, new Attributes(("size", 3), ("alpha", 0.4), ("beta", 0.6))));
        yield return new("SoftmaxCrossEntropyLoss", Losses.SoftmaxCrossEntropyLoss, [[3, 4], [4]], (g, x) =>
            g.Add(Losses.SoftmaxCrossEntropyLoss, [x[0], Labels(g), x[1]], new Attributes(("ignore_index", -1))))
        { Domain = (0.3, 2) };
        yield return new("NegativeLogLikelihoodLoss", Losses.NegativeLogLikelihoodLoss, [[3, 4]], (g, x) => g.Add(Losses.NegativeLogLikelihoodLoss, [x[0], Labels(g)], new Attributes(("reduction", "sum"))));
        static Value Labels(Graph g) => g.NewConstant(new Tensor(DataType.Int64, [3], [2, -1, 0]));
    }
}
