using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Transforms.Simplification;

/// <summary>
/// Batched matrices, which vectorized graphs are full of: rows stay rows of one matrix from one product to the next, sums over the
/// batch are one product, and weights that a few outer products tell apart are not written out for each task.
/// </summary>
internal static class Batches
{
    /// <summary>What an elementwise pass over one element costs, what a small product of a batch costs before it begins, and what two nodes more cost, in multiplications.</summary>
    private const double Pass = 16, Start = 8000, Nodes = 100_000;

    public static IReadOnlyList<SimplifyRule> Rules { get; } =
    [
        new("(A B)ᵀ as Bᵀ Aᵀ, batched", (v, shared) => IsTurned(v) && v.Rank > 2 && IsBatched(v.Inputs[0]) && !shared(v.Inputs[0])
            ? v.Inputs[0].Inputs[1].Turned().Times(v.Inputs[0].Inputs[0].Turned()) : null),
        new("X (W ± A B) as X W ± (X A) B where that is less work", v => v.Op == Products.MatMul && v.Rank > 2 ? Distributed(v, Bare(v.Inputs[1]).Value) : null),
        new("Σ Aᵀ B over the batch as one product over all rows", (v, shared) => v.Op == Reductions.ReduceSum && IsBatched(v.Inputs[0]) && !shared(v.Inputs[0]) ? OverAllRows(v) : null),
        new("b ± s as a batch of rows, for b that all tasks share", (v, shared) => v.Op == Shaping.Reshape && v.Rank > 2 && IsSum(v.Inputs[0]) && !shared(v.Inputs[0]) ? Inserted(v) : null),
        new("a + (b ± s) as (a + b) ± s, for b that all tasks share", v => v.Op == Arithmetic.Add && v.Rank > 2 ? Shared(v, 0) ?? Shared(v, 1) : null),
        new("A B + s Σ B as (A + s) B", (v, shared) => IsSum(v) && v.Rank > 2 && v.Inputs[0].Op == Arithmetic.Add && !shared(v.Inputs[0]) ? WithSum(v, shared) : null),
    ];

    /// <summary>
    /// Applied before a gradient is taken, which then closes in the same form: the weights after the last step of few examples are never written out, and
    /// neither are their gradients.
    /// </summary>
    public static SimplifyRule LowRank { get; } = new("x (W ± A B) as x W ± (x A) B of matrices where that is less work", (v, shared) =>
        v.Op == Products.MatMul && v.Rank == 2 && !shared(v.Inputs[1]) && !shared(Bare(v.Inputs[1]).Value) ? Distributed(v, Bare(v.Inputs[1]).Value) : null);

    /// <summary>Applied last, when no other rule needs to see the axes of a batch.</summary>
    public static IReadOnlyList<SimplifyRule> Rows { get; } =
    [
        new("A W of a batch A and a matrix W as one product over all rows", v => v.Op == Products.MatMul && v.Rank > 2 && v.Inputs[1].Rank == 2 ? v.Inputs[0].OverRows(v.Inputs[1]) : null),
        new("f(batch of rows) as batch of f(rows)", v => v.Rank > 2 && IsElementwise(v) ? OfRows(v) : null),
    ];

    private static bool IsSum(Value v) => v.Op == Arithmetic.Add || v.Op == Arithmetic.Sub;

    private static bool IsBatched(Value v) => v.Op == Products.MatMul && v.Rank == 3 && v.Inputs.All(i => i.Rank == 3 && i.Shape[0] == v.Shape[0]);

    /// <summary>Whether a value is another one with its last two axes exchanged.</summary>
    private static bool IsTurned(Value v) => v.Op == Shaping.Transpose && v.Inputs[0].Turned() == v;

    private static (Value Value, bool Turned) Bare(Value v) => IsTurned(v) ? (v.Inputs[0], true) : (v, false);

    private static Value? Distributed(Value product, Value sum)
    {
        if (!IsSum(sum)) return null;
        var (x, sumTurned) = (product.Inputs[0], sum != product.Inputs[1]);
        var (scaled, factor) = Unscaled(sum.Inputs[1]);
        var (outer, outerTurned) = Bare(scaled);
        if (!(product.Rank > 2 ? IsBatched(outer) : outer.Op == Products.MatMul && outer.Inputs.All(i => i.Rank == 2))) return null;
        var turned = sumTurned != outerTurned;
        var (a, b) = turned ? (outer.Inputs[1].Turned(), outer.Inputs[0].Turned()) : (outer.Inputs[0], outer.Inputs[1]);
        if (!IsLessWork(x.Shape[-2], x.Shape[-1], a.Shape[-1], b.Shape[-1], product.Rank > 2 ? Start : -Nodes)) return null;
        var w = sum.Inputs[0].Rank < 2 ? sum.Inputs[0].Reshape(new Shape(sum.Shape.Skip(1))) : sum.Inputs[0];
        w = sumTurned ? w.Turned() : w;
        var small = x.Times(a);
        if (factor is not null) small = small * factor;
        if (sum.Op == Arithmetic.Sub) small = -small;
        return (w.Rank == 2 && x.Rank > 2 ? x.OverRows(w) : x.Times(w)) + small.Times(b);
    }

    /// <summary>
    /// Two products of m rows with A [k, r] and then B [r, n], against writing A B out; the sum is used by a product and by its gradient.
    /// </summary>
    private static bool IsLessWork(Dim m, Dim k, Dim r, Dim n, double saved) => m.IsKnown && k.IsKnown && r.IsKnown && n.IsKnown
        && 2.0 * m.Known * r.Known * (k.Known + n.Known) < ((double)k.Known * n.Known * (r.Known + (2 * Pass))) + saved;

    private static (Value Value, Value? Factor) Unscaled(Value v) => v.Op != Arithmetic.Mul ? (v, null)
        : v.Inputs[0].Rank == 0 ? (v.Inputs[1], v.Inputs[0]) : v.Inputs[1].Rank == 0 ? (v.Inputs[0], v.Inputs[1]) : (v, null);

    private static Value? OverAllRows(Value sum)
    {
        var (a, b) = (sum.Inputs[0].Inputs[0], sum.Inputs[0].Inputs[1]);
        var axes = sum.Attributes.Ints("axes")!;
        if (!axes.Contains(0) || axes.Any(x => x != 0 && sum.Inputs[0].Shape[(int)x] != 1)) return null;
        // Turning A must be free.
        if (!IsTurned(a) && a.Shape[1] != 1 && a.Shape[2] != 1) return null;
        return a.Turned().Folded().Turned().Times(b.Folded()).Reshape(sum.Shape);
    }

    /// <summary>[T, n] as [T, 1, n]: what has no task axis stays as it is.</summary>
    private static Value? Inserted(Value reshape)
    {
        var sum = reshape.Inputs[0];
        if (!reshape.Shape.Where(d => d != 1).SequenceEqual(sum.Shape.Where(d => d != 1))) return null;
        for (var i = 0; i < 2; i++)
        {
            var (single, batch) = (sum.Inputs[i], sum.Inputs[1 - i]);
            if (single.Rank > 1 || !batch.Shape.Equals(sum.Shape) || batch.Rank == single.Rank) continue;
            if (single.Rank == 1 && (reshape.Shape[-1] != single.Shape[0] || sum.Shape[-1] != single.Shape[0])) continue;
            batch = batch.Reshape(reshape.Shape);
            return sum.Graph.Add(sum.Op, i == 0 ? [single, batch] : [batch, single]);
        }

        return null;
    }

    /// <summary>Beside a product the shared part becomes its bias: (P + R) + (b - s) as ((P + b) + R) - s.</summary>
    private static Value? Shared(Value v, int at)
    {
        var (a, sum) = (v.Inputs[1 - at], v.Inputs[at]);
        if (!IsSum(sum) || sum.Inputs[0].Rank > 1 || sum.Inputs[1].Rank < 3 || !a.Shape.Equals(v.Shape)) return null;
        var (b, s) = (sum.Inputs[0], sum.Inputs[1]);
        var withBias = a.Op == Arithmetic.Add && IsBatched(a.Inputs[1]) ? (a.Inputs[0] + b) + a.Inputs[1] : a + b;
        return sum.Op == Arithmetic.Sub ? withBias - s : withBias + s;
    }

    /// <summary>(P + A B) ± s Σ B as P + (A ± s) B: weights and biases are adapted by the same outer product.</summary>
    private static Value? WithSum(Value v, Func<Value, bool> shared)
    {
        var (p, product) = (v.Inputs[0].Inputs[0], v.Inputs[0].Inputs[1]);
        if (!IsBatched(product) || shared(product)) return null;
        var (rows, inProduct) = Scaled(product.Inputs[1]);
        var (sum, inSum) = Scaled(v.Inputs[1]);
        if (sum.Op != Reductions.ReduceSum || sum.Inputs[0] != rows || sum.Shape.Size != rows.Shape[0] * rows.Shape[2]) return null;
        var sign = v.Op == Arithmetic.Sub ? -1 : 1;
        return p + ((product.Inputs[0] * inProduct) + (sign * inSum)).Times(rows);
    }

    /// <summary>A value without reshapes and constant factors, and their product.</summary>
    private static (Value Value, double Factor) Scaled(Value v)
    {
        if (v.Op == Shaping.Reshape && v.Inputs[0].Op != Leaves.Input) return Scaled(v.Inputs[0]);
        if (v.Op != Arithmetic.Mul) return (v, 1);
        for (var i = 0; i < 2; i++)
        {
            if (v.Inputs[i].AsConstant() is not { Rank: 0 } c) continue;
            var (value, factor) = Scaled(v.Inputs[1 - i]);
            return (value, factor * c.Values[0]);
        }

        return (v, 1);
    }

    private static Value? OfRows(Value f)
    {
        if (f.Inputs.FirstOrDefault(i => IsRows(i) && i.Shape.Equals(f.Shape)) is not { } batch) return null;
        var rows = batch.Inputs[0].Shape;
        var operands = f.Inputs.Select(i => i.Shape.Equals(f.Shape) ? i.Reshape(rows) : i.Rank == 0 || (i.Rank == 1 && i.Shape[0] == rows[1]) ? i : null).ToArray();
        return operands.All(o => o is not null) ? f.Graph.Add(f.Op, [.. operands.Select(o => o!)], f.Attributes).Reshape(f.Shape) : null;
    }

    /// <summary>Whether a value is a matrix whose rows are divided among leading axes.</summary>
    private static bool IsRows(Value v) => v.Op == Shaping.Reshape && v.Rank > 2 && v.Inputs[0].Rank == 2 && v.Inputs[0].Shape[1] == v.Shape[-1]
        && !v.Shape.SkipLast(1).Contains(v.Inputs[0].Shape[0]);

    private static bool IsElementwise(Value v) => v.Op.Name is "Add" or "Sub" or "Mul" or "Div" or "Relu" or "Sign" or "Neg" or "Exp" or "Tanh" or "Sigmoid";
}
