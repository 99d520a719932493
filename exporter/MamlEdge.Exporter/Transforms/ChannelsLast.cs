using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Transforms;

/// <summary>
/// Brings a forward function into the form whose gradients are fastest: ungrouped convolutions become matrix products over rows of
/// windows, and what lies between two of them is computed with channels last, so that no transpose is left there. Gradients of the
/// result, of any order, are made of the same matrix products and share their rows.
/// </summary>
public static class ChannelsLast
{
    /// <summary>The function with convolutions as matrix products; composite operators must have been expanded.</summary>
    /// <param name="function">The function.</param>
    /// <param name="differentiated">Names of the inputs that will be differentiated, where convolutions that are <see cref="Frozen"/> shall stay; null takes all.</param>
    public static Function Run(Function function, IReadOnlyCollection<string>? differentiated = null)
    {
        var frozen = Frozen.Of(function, differentiated);
        var convolutions = function.Reachable().Where(v => IsCandidate(v) && !frozen.Contains(v)).ToHashSet();
        return convolutions.Count == 0 ? function
            : new Rewriter(new Graph(), (value, inputs, attributes) => convolutions.Contains(value) ? Convolve(inputs, attributes, value.Name) : Sink(value, inputs, attributes)).Copy(function);
    }

    private static bool IsCandidate(Value v) =>
        v.Op == Convolution.Conv && v.Attributes.Int("group", 1) == 1 && v.Shape.Skip(1).All(d => d.IsKnown) && v.Inputs[0].Shape.Skip(1).All(d => d.IsKnown);

    private static Value Convolve(IReadOnlyList<Value> inputs, Attributes attributes, string name)
    {
        var (x, w) = (inputs[0], inputs[1]);
        using var scope = x.Graph.Within(name);
        var windows = Convolution.WindowsOf(w, attributes);
        var last = Last(x.Rank);
        var rows = x.Transpose(last).Rows(windows);
        // [O, C, taps...] -> [O, taps..., C] -> [O, taps·C]; the product takes it turned.
        var matrix = w.Transpose(last).Reshape(new Shape(w.Shape[0], rows.Shape[1]));
        var y = rows.Times(matrix.Turned());
        if (inputs.Count > 2) y = y + inputs[2];
        var positions = new Shape(x.Shape.Skip(2)).ToLongs().Select((n, axis) => (Dim)windows.Positions(axis, n));
        return y.Reshape(new Shape([x.Shape[0], .. positions, w.Shape[0]])).Transpose(Shaping.Inverse(last));
    }

    /// <summary>[N, C, spatial...] to [N, spatial..., C].</summary>
    private static long[] Last(int rank) => [0, .. Enumerable.Range(2, rank - 2).Select(a => (long)a), 1];

    /// <summary>f(transpose(a)) as transpose(f(a)), so that transposes move towards the next one and cancel.</summary>
    private static Value? Sink(Value value, IReadOnlyList<Value> inputs, Attributes attributes)
    {
        if (Flatten(value, inputs, attributes) is { } flat) return flat;
        var turned = inputs.FirstOrDefault(i => i.Op == Shaping.Transpose && i.Rank > 2);
        if (turned is null) return null;
        var perm = turned.Attributes.Ints("perm")!;
        var graph = turned.Graph;
        using var scope = graph.Within(value.Name);
        if (IsElementwise(value.Op))
        {
            if (!value.Shape.Rank.Equals(perm.Length)) return null;
            var moved = inputs.Select(i => Moved(i, perm)).ToArray();
            return moved.All(m => m is not null) ? graph.Add(value.Op, [.. moved.Select(m => m!)], attributes).Transpose(perm) : null;
        }

        if (value.Op == Pooling.MaxPool && perm.SequenceEqual(Shaping.Inverse(Last(value.Rank)))) return MaximaOfRows.Pool(turned.Inputs[0], attributes)?.Transpose(perm);
        if (value.Op == Statistics.Standardize) return graph.Add(value.Op, [turned.Inputs[0]], attributes.With("axes", Through(perm, attributes))).Transpose(perm);
        if (value.Op == Reductions.ReduceSum || value.Op == Reductions.ReduceMean || value.Op == Reductions.ReduceMax)
        {
            var reduced = graph.Add(value.Op, [turned.Inputs[0]], attributes.With("axes", Through(perm, attributes)));
            if (attributes.Int("keepdims", 1) != 0) return reduced.Transpose(perm);
            var kept = perm.Where(p => !Through(perm, attributes).Contains(p)).ToArray();
            return reduced.Transpose([.. kept.Select(p => (long)kept.Count(q => q < p))]);
        }

        return null;
    }

    /// <summary>
    /// The same for reshapes that only split the leading axis, inside a transpose: what is between two products is computed on the
    /// matrix [examples·positions, channels].
    /// </summary>
    private static Value? Flatten(Value value, IReadOnlyList<Value> inputs, Attributes attributes)
    {
        var turned = inputs.FirstOrDefault(i => i.Op == Shaping.Transpose && IsSplit(i.Inputs[0]));
        if (turned is null || !(IsElementwise(value.Op) || value.Op == Statistics.Standardize)) return null;
        var perm = turned.Attributes.Ints("perm")!;
        var (image, matrix) = (turned.Inputs[0], turned.Inputs[0].Inputs[0]);
        using var scope = turned.Graph.Within(value.Name);
        if (value.Op == Statistics.Standardize)
        {
            var axes = Through(perm, attributes);
            // Over every axis but the channels: over the rows of the matrix.
            return axes.Length == image.Rank - 1 && !Reductions.MustKeep(axes)
                ? turned.Graph.Add(value.Op, [matrix], attributes.With("axes", new long[] { 0 })).Reshape(image.Shape).Transpose(perm) : null;
        }

        if (value.Rank != perm.Length) return null;
        var operands = new Value[inputs.Count];
        for (var i = 0; i < operands.Length; i++)
        {
            if (Moved(inputs[i], perm) is not { } moved) return null;
            if (moved.Rank <= 1) operands[i] = moved;
            else if (IsSplit(moved) && moved.Inputs[0].Shape.Equals(matrix.Shape)) operands[i] = moved.Inputs[0];
            else return null;
        }

        return turned.Graph.Add(value.Op, operands, attributes).Reshape(image.Shape).Transpose(perm);
    }

    /// <summary>Whether a value is a matrix [examples·positions, channels] whose leading axis is split.</summary>
    internal static bool IsSplit(Value v) => v.Op == Shaping.Reshape && v.Inputs[0].Rank == 2 && v.Rank > 2 && v.Inputs[0].Shape[1] == v.Shape[-1];

    /// <summary>Whether an operator works on every element by itself.</summary>
    internal static bool IsElementwise(Operator op) => op.Type is not null && op.OutputSlot == 0 &&
        (op.Name is "Add" or "Sub" or "Mul" or "Div" or "Max" or "Min" or "Clip" or "Pow" or "Where" or "Equal" or "Greater" or "Less" or "And" or "Cast"
        || (op.Kernel is not null && typeof(Elementwise).GetFields().Any(f => ReferenceEquals(f.GetValue(null), op))));

    /// <summary>The operand as it is before the transpose: undone, or a small operand with its axes reordered; null where it is neither.</summary>
    private static Value? Moved(Value operand, long[] perm)
    {
        if (operand.Rank == 0) return operand;
        if (operand.Op == Shaping.Transpose && operand.Attributes.Ints("perm")!.SequenceEqual(perm)) return operand.Inputs[0];
        var aligned = operand.Shape.Rank < perm.Length ? operand.Reshape(new Shape([.. Enumerable.Repeat((Dim)1, perm.Length - operand.Rank), .. operand.Shape])) : operand;
        var dims = new Shape(Shaping.Inverse(perm).Select(p => aligned.Shape[(int)p]));
        // Moving axes of length 1 past at most one other axis is a reshape.
        if (aligned.Shape.Count(d => d != 1) > 1) return null;
        var first = dims.TakeWhile(d => d == 1).Count();
        return aligned.Reshape(new Shape(dims.Skip(Math.Min(first, dims.Rank - 1))));
    }

    private static long[] Through(long[] perm, Attributes attributes) => [.. attributes.Ints("axes")!.Select(a => perm[a]).Order()];
}
