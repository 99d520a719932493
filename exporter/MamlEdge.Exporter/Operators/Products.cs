using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>Matrix products.</summary>
public static class Products
{
    /// <summary>Matrix product over the last two axes, leading axes broadcast; vectors as in numpy.</summary>
    public static readonly Operator MatMul = new("MatMul")
    {
        Type = MatMulType,
        Kernel = k => ProductKernels.MatMul(k.Inputs[0], k.Inputs[1]),
        Gradients = [
            (y, g) => y.Inputs[0].Rank == 1 || y.Inputs[1].Rank == 1 ? VectorRule(y, g, 0) : g.Times(y.Inputs[1].Turned()),
            (y, g) => y.Inputs[0].Rank == 1 || y.Inputs[1].Rank == 1 ? VectorRule(y, g, 1) : y.Inputs[0].Turned().Times(g)],
        Formula = "Ā = g Bᵀ, B̄ = Aᵀ g",
        Batching = Batched,
    };

    /// <summary>
    /// alpha A' B' + beta C on matrices, where ' transposes on demand (attributes <c>transA</c>, <c>transB</c>): the form in which
    /// products are written, because its transposes are free.
    /// </summary>
    public static readonly Operator Gemm = new("Gemm")
    {
        Opset = 13,
        Expansion = (inputs, a) =>
        {
            var left = a.Int("transA") != 0 ? inputs[0].Turned() : inputs[0];
            var right = a.Int("transB") != 0 ? inputs[1].Turned() : inputs[1];
            var product = left.Times(right);
            var (alpha, beta) = (a.Float("alpha", 1), a.Float("beta", 1));
            product = alpha == 1 ? product : product * alpha;
            return inputs.Count < 3 ? product : product + (beta == 1 ? inputs[2] : inputs[2] * beta);
        },
    };

    /// <summary>Product by index names (attribute <c>equation</c>): diagonals, sums, batch and inner axes in general form.</summary>
    public static readonly Operator Einsum = new("Einsum")
    {
        Opset = 12,
        Expansion = (inputs, a) => Operators.Einsum.Expand(inputs, a.Text("equation")),
    };

    /// <summary>[..., m, k] times one matrix [k, n], as one product over all rows.</summary>
    public static Value OverRows(this Value a, Value matrix) =>
        a.Reshape(new Shape(new Shape(a.Shape.SkipLast(1)).Size, a.Shape[-1])).Times(matrix).Reshape(new Shape([.. a.Shape.SkipLast(1), matrix.Shape[1]]));

    /// <summary>Matrix product.</summary>
    public static Value Times(this Value a, Value b) => a.Graph.Add(MatMul, [a, b]);

    /// <summary>One matrix for all tasks makes one large product over all their rows; matrices that differ make a batched one.</summary>
    private static Value Batched(BatchingContext b)
    {
        var (left, right) = (b.Inputs[0], b.Inputs[1]);
        var (rows, columns) = (b.ShapeOf(0), b.ShapeOf(1));
        if (!b.Mapped[1] && right.Rank <= 2 && rows.Rank == 1) return left.Times(right);
        if (!b.Mapped[1] && right.Rank == 2) return left.OverRows(right);
        if (rows.Rank == 1) left = left.Unsqueeze(-2);
        if (columns.Rank == 1) right = right.Unsqueeze(-1);
        var matrices = b with { Inputs = [left, right] };
        var rank = Math.Max(matrices.ShapeOf(0).Rank, matrices.ShapeOf(1).Rank);
        var product = matrices.Aligned(0, rank).Times(matrices.Aligned(1, rank));
        var kept = product.Shape.SkipLast(2);
        if (rows.Rank > 1) kept = kept.Append(product.Shape[-2]);
        if (columns.Rank > 1) kept = kept.Append(product.Shape[-1]);
        return product.Reshape(new Shape(kept));
    }

    private static TypedShape MatMulType(TypeContext c)
    {
        var (a, b) = (c.Shape(0), c.Shape(1));
        if (a.Rank == 0 || b.Rank == 0) throw c.Error("matrix products need at least one axis.");
        var (m, n) = (a.Rank > 1 ? a : new Shape(a.Prepend(1)), b.Rank > 1 ? b : new Shape(b.Append(1)));
        if (m[-1] != n[-2]) throw c.Error($"inner dimensions differ, left has {m[-1]}, right has {n[-2]}.");
        var batch = Broadcasting.Common(new Shape(m.SkipLast(2)), new Shape(n.SkipLast(2))) ?? throw c.Error("leading axes do not broadcast.");
        IEnumerable<Dim> dims = batch;
        if (a.Rank > 1) dims = dims.Append(m[-2]);
        if (b.Rank > 1) dims = dims.Append(n[-1]);
        return new(c.Inputs[0].Type, new Shape(dims));
    }

    private static Value VectorRule(Value y, Value g, int input)
    {
        var (a, b) = (y.Inputs[0], y.Inputs[1]);
        var (rows, columns) = (a.Rank == 1 ? a.Unsqueeze(0) : a, b.Rank == 1 ? b.Unsqueeze(1) : b);
        var full = g;
        if (b.Rank == 1) full = full.Unsqueeze(-1);
        if (a.Rank == 1) full = full.Unsqueeze(-2);
        var gradient = input == 0 ? full.Times(columns.Turned()) : rows.Turned().Times(full);
        return (input == 0 ? gradient.SumTo(rows.Shape) : gradient.SumTo(columns.Shape)).Reshape(y.Inputs[input].Shape);
    }
}
