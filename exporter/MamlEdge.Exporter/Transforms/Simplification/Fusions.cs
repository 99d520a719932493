using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Transforms.Simplification;

/// <summary>Joins nodes into the forms that kernels have: Gemm with its free transposes, scale and sum.</summary>
internal static class Fusions
{
    private const double FewExamples = 8;
    private const long FewRows = 16;

    /// <summary>Elements of a matrix from which on a product with ones adds a row to it faster than broadcasting does.</summary>
    private const double ManyElements = 4096;

    /// <summary>min(1, 3e38 y) is 1 for every normal positive number; a kernel computes it five times as fast as a sign.</summary>
    private const double Steepest = 3e38;

    public static IReadOnlyList<SimplifyRule> Rules { get; } =
    [
        new("A B of matrices as Gemm", v => v.Op == Products.MatMul && v.Rank == 2 && v.Inputs.All(i => i.Rank == 2) && v.Type.IsFloat() ? Product(v) : null),
        new("Σ / n as mean", (v, shared) => v.Op == Arithmetic.Mul || v.Op == Arithmetic.Div ? Mean(v, shared) : null),
        new("Σ of many rows as a product with ones", v => v.Op == Reductions.ReduceSum || v.Op == Reductions.ReduceMean ? OverRows(v) : null),
        new("sign of relu as a steep ramp", v => v.Op == Elementwise.Sign && v.Inputs[0].Op == Elementwise.Relu && v.Type == DataType.Float32
            ? v.Graph.Add(Activations.HardSigmoid, v.Inputs, new Attributes(("alpha", Steepest), ("beta", 0.0))) : null),
        new("c Gemm", (v, shared) => v.Op == Arithmetic.Mul ? Scaled(v, shared) : null),
        new("Gemm + C", (v, shared) => v.Op == Arithmetic.Add ? Added(v, 0, shared) ?? Added(v, 1, shared) : null),
        new("C - Gemm", (v, shared) => v.Op == Arithmetic.Sub ? Subtracted(v, shared) : null),
        new("A ± r, A r of a large matrix and a row with the row stretched by a product with ones", (v, shared) => v.Op == Arithmetic.Add || v.Op == Arithmetic.Mul
            ? WithRow(v, 0, shared) ?? WithRow(v, 1, shared) : v.Op == Arithmetic.Sub ? WithRow(v, 0, shared) : null),
        new("number and a column as [1, 1] and a column", v => v.Rank > 1 && v.Shape[-1] == 1 && v.Op.Name is "Add" or "Sub" or "Mul" or "Div" ? Raised(v) : null),
    ];

    /// <summary>ONNX Runtime broadcasts a scalar along the last axis, however short: element by element where that has length 1.</summary>
    private static Value? Raised(Value v)
    {
        if (v.Inputs.All(i => i.Rank > 0)) return null;
        var ones = new Shape(Enumerable.Repeat((Dim)1, 1 + v.Shape.Reverse().TakeWhile(d => d == 1).Count()));
        return ones.Rank > v.Rank ? null : v.Graph.Add(v.Op, [.. v.Inputs.Select(i => i.Rank > 0 ? i : i.AsConstant() is { } c ? v.Graph.NewConstant(c.Reshape(ones.ToLongs())) : i.Reshape(ones))]);
    }

    private static Value Product(Value v)
    {
        var (a, turnA) = PaysToTurn(v) ? (v.Inputs[0], false) : Bare(v.Inputs[0]);
        var (b, turnB) = Bare(v.Inputs[1]);
        return v.Graph.Add(Products.Gemm, [a, b], new Attributes(("transA", turnA), ("transB", turnB)));
    }

    private static Value? Mean(Value v, Func<Value, bool> shared)
    {
        var (sum, count) = (v.Inputs[0], v.Inputs[1]);
        if (sum.Op != Reductions.ReduceSum || shared(sum) || count.Rank > 0) return null;
        var n = Reductions.Count(sum);
        var isMean = v.Op == Arithmetic.Div ? count == n : count.AsConstant() is { } c && n.AsConstant() is { } known && c.Values[0] == 1 / known.Values[0];
        return isMean ? sum.Inputs[0].Mean(sum.Attributes.Ints("axes"), sum.Attributes.Int("keepdims", 1) != 0) : null;
    }

    /// <summary>Sums down the columns of a matrix: ONNX Runtime's product takes a quarter of the time of its reduction.</summary>
    private static Value? OverRows(Value v)
    {
        if (v.Inputs[0].Rank != 2 || !v.Type.IsFloat() || v.Attributes.Ints("axes") is not [0]) return null;
        var rows = v.Inputs[0].Shape[0];
        if (rows.IsKnown && rows.Known < FewRows) return null;
        var sum = v.Graph.NewFill(v.Type, v.Rank == 2 ? new Shape(1, rows) : new Shape(rows), 1).Times(v.Inputs[0]);
        return v.Op == Reductions.ReduceSum ? sum : rows.IsKnown ? sum * (1.0 / rows.Known) : sum / v.Graph.NewLength(v.Type, rows);
    }

    /// <summary>ONNX Runtime broadcasts a row element by element; a product stretches it, and adds it to the matrix, in half the time.</summary>
    private static Value? WithRow(Value v, int matrix, Func<Value, bool> shared)
    {
        var (a, row) = (v.Inputs[matrix], v.Inputs[1 - matrix]);
        if (v.Rank != 2 || !v.Type.IsFloat() || !a.Shape.Equals(v.Shape) || row.Rank != 1 || row.Shape[0] != v.Shape[1] || Length(v.Shape[0]) * Length(v.Shape[1]) < ManyElements) return null;
        var alpha = v.Op == Arithmetic.Sub ? -1.0 : 1.0;
        if (row.Op == Arithmetic.Mul && !shared(row) && row.Inputs[1].AsConstant() is { Rank: 0 } factor) (row, alpha) = (row.Inputs[0], alpha * factor.Values[0]);
        Value[] stretched = [v.Graph.NewFill(v.Type, new Shape(v.Shape[0], 1), 1), row.Reshape(new Shape(1, v.Shape[1]))];
        var attributes = new Attributes(("transA", false), ("transB", false), ("alpha", alpha));
        return v.Op == Arithmetic.Mul ? a * v.Graph.Add(Products.Gemm, stretched, attributes) : v.Graph.Add(Products.Gemm, [.. stretched, a], attributes);
    }

    /// <summary>
    /// Whether Aᵀ B is faster with A turned beforehand, because a kernel turns A again for every strip of a wide B. Unknown lengths count
    /// as a few examples.
    /// </summary>
    private static bool PaysToTurn(Value product)
    {
        var (a, b) = (product.Inputs[0], product.Inputs[1]);
        double rows = Length(a.Shape[0]), inner = Length(a.Shape[1]), columns = Length(b.Shape[1]);
        return a.Op == Shaping.Transpose && columns >= 4 * rows && rows * inner * columns >= 2e6;
    }

    private static double Length(Dim dim) => dim.Estimate(FewExamples);

    /// <summary>A matrix and whether a product has to turn it, which is free; rows that are reshaped are columns that are turned, so that one reshape serves both.</summary>
    private static (Value Matrix, bool Turned) Bare(Value v) => v.IsTurnedMatrix() ? (v.Inputs[0], true)
        : v.Op == Shaping.Reshape && v.Shape[0] == 1 && v.Inputs[0].Rank > 2 ? (v.Inputs[0].Reshape(new Shape(v.Shape[1], 1)), true) : (v, false);

    private static bool IsProduct(Value v, Func<Value, bool> shared) => !shared(v) && v.Op == Products.Gemm && v.Inputs.Count == 2;

    private static Value? Scaled(Value v, Func<Value, bool> shared)
    {
        for (var i = 0; i < 2; i++)
        {
            if (IsProduct(v.Inputs[i], shared) && v.Inputs[1 - i].AsConstant() is { Rank: 0 } c)
                return v.Graph.Add(Products.Gemm, v.Inputs[i].Inputs, v.Inputs[i].Attributes.With("alpha", v.Inputs[i].Attributes.Float("alpha", 1) * c.Values[0]));
        }

        return null;
    }

    private static Value? Added(Value v, int product, Func<Value, bool> shared)
    {
        var (gemm, c) = (v.Inputs[product], v.Inputs[1 - product]);
        return IsProduct(gemm, shared) && gemm.Covers(c) && c.Rank > 0 ? v.Graph.Add(Products.Gemm, [.. gemm.Inputs, c], gemm.Attributes) : null;
    }

    private static Value? Subtracted(Value v, Func<Value, bool> shared)
    {
        var (c, gemm) = (v.Inputs[0], v.Inputs[1]);
        return IsProduct(gemm, shared) && gemm.Covers(c) && c.Rank > 0
            ? v.Graph.Add(Products.Gemm, [.. gemm.Inputs, c], gemm.Attributes.With("alpha", -gemm.Attributes.Float("alpha", 1))) : null;
    }
}
