using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>
/// Einsum as broadcast products and sums: operands are brought to one order of named axes; a pair with shared summed axes
/// becomes one (batched) matrix product. Repeated names within an operand (diagonals) are taken by an identity mask.
/// </summary>
internal static class Einsum
{
    public static Value Expand(IReadOnlyList<Value> inputs, string equation)
    {
        var (terms, output) = Parse(equation, inputs);
        var operands = inputs.Select((x, i) => Diagonal(x, terms[i])).ToList();
        while (operands.Count > 1)
        {
            var rest = operands.Skip(2).SelectMany(o => o.Axes).Concat(output).ToHashSet();
            operands = [Contract(operands[0], operands[1], rest), .. operands.Skip(2)];
        }

        var (value, axes) = operands[0];
        var gone = Enumerable.Range(0, axes.Length).Where(a => !output.Contains(axes[a])).Select(a => (long)a).ToArray();
        value = value.Sum(gone);
        axes = new string([.. axes.Where(output.Contains)]);
        return value.Transpose([.. output.Select(name => (long)axes.IndexOf(name))]);
    }

    private static (string[] Terms, string Output) Parse(string equation, IReadOnlyList<Value> inputs)
    {
        var sides = equation.Replace(" ", "", StringComparison.Ordinal).Split("->");
        var terms = sides[0].Split(',');
        if (terms.Length != inputs.Count)
            throw new ExporterException($"Einsum '{equation}' names {terms.Length} operands, got {inputs.Count}.");
        var ellipsis = terms.Select((t, i) => t.Contains("...", StringComparison.Ordinal) ? inputs[i].Rank - (t.Length - 3) : 0).Max();
        // The axes of "..." get names of their own, aligned from the end.
        var names = new string([.. Enumerable.Range(0, ellipsis).Select(i => (char)(0xE000 + i))]);
        for (var i = 0; i < terms.Length; i++)
        {
            var own = terms[i].Contains("...", StringComparison.Ordinal) ? inputs[i].Rank - (terms[i].Length - 3) : 0;
            terms[i] = terms[i].Replace("...", names[(names.Length - own)..], StringComparison.Ordinal);
            if (terms[i].Length != inputs[i].Rank)
                throw new ExporterException($"Einsum '{equation}': operand {i} has {inputs[i].Rank} axes, its term names {terms[i].Length}.");
        }

        var once = new string([.. string.Concat(terms).Where(n => n < 0xE000).GroupBy(n => n).Where(g => g.Count() == 1).Select(g => g.Key).Order()]);
        var output = sides.Length > 1 ? sides[1].Replace("...", names, StringComparison.Ordinal) : names + once;
        if (output.Distinct().Count() < output.Length || output.Except(string.Concat(terms)).Any())
            throw new ExporterException($"Einsum '{equation}': the result names an axis twice, or one that no operand has.");
        return (terms, output);
    }

    private static (Value Value, string Axes) Diagonal(Value x, string axes)
    {
        for (var i = 0; i < axes.Length; i++)
        {
            var j = axes.IndexOf(axes[i], i + 1);
            if (j < 0) continue;
            var n = x.Shape[i].IsKnown ? x.Shape[i].Known : throw new ExporterException($"Einsum: the repeated index of '{x.Name}' needs a known length.");
            var identity = new double[n * n];
            for (var d = 0; d < n; d++) identity[(d * n) + d] = 1;
            var dims = Enumerable.Range(0, x.Rank).Select(a => a == i || a == j ? n : 1).ToArray();
            var mask = x.Graph.NewConstant(new Tensor(x.Type, dims, identity));
            return Diagonal((x * mask).Sum([j]), axes.Remove(j, 1));
        }

        return (x, axes);
    }

    private static (Value Value, string Axes) Contract((Value Value, string Axes) a, (Value Value, string Axes) b, HashSet<char> kept)
    {
        a = SumAlone(a, b.Axes, kept);
        b = SumAlone(b, a.Axes, kept);
        var batch = new string([.. a.Axes.Where(n => b.Axes.Contains(n) && kept.Contains(n))]);
        var inner = new string([.. a.Axes.Where(n => b.Axes.Contains(n) && !kept.Contains(n))]);
        var rows = new string([.. a.Axes.Where(n => !b.Axes.Contains(n))]);
        var columns = new string([.. b.Axes.Where(n => !a.Axes.Contains(n))]);
        var left = Ordered(a, batch + rows + inner);
        var right = Ordered(b, batch + inner + columns);
        if (batch.Any(n => Length(a, n) != Length(b, n)) || inner.Any(n => Length(a, n) != Length(b, n)))
        {
            // Axes of length 1 stretch: align and multiply with broadcasting, then sum.
            var names = batch + rows + columns + inner;
            var product = Aligned(a, names) * Aligned(b, names);
            return (product.Sum([.. Enumerable.Range(names.Length - inner.Length, inner.Length).Select(i => (long)i)]), batch + rows + columns);
        }

        var (lead, m, k, n2) = (Dims(a, batch), Size(a, rows), Size(a, inner), Size(b, columns));
        var matrix = left.Reshape(new Shape([.. lead, m, k])).Times(right.Reshape(new Shape([.. lead, k, n2])));
        return (matrix.Reshape(new Shape([.. lead, .. Dims(a, rows), .. Dims(b, columns)])), batch + rows + columns);
    }

    private static (Value Value, string Axes) SumAlone((Value Value, string Axes) x, string others, HashSet<char> kept)
    {
        var gone = Enumerable.Range(0, x.Axes.Length).Where(i => !others.Contains(x.Axes[i]) && !kept.Contains(x.Axes[i])).ToArray();
        return (x.Value.Sum(Array.ConvertAll(gone, g => (long)g)), new string([.. x.Axes.Where((_, i) => !gone.Contains(i))]));
    }

    private static Value Ordered((Value Value, string Axes) x, string order) =>
        x.Value.Transpose([.. order.Select(n => (long)x.Axes.IndexOf(n))]);

    private static Value Aligned((Value Value, string Axes) x, string names)
    {
        var own = new string([.. names.Where(n => x.Axes.Contains(n))]);
        return Ordered(x, own).Unsqueeze([.. Enumerable.Range(0, names.Length).Where(i => !own.Contains(names[i])).Select(i => (long)i)]);
    }

    private static Dim Length((Value Value, string Axes) x, char name) => x.Value.Shape[x.Axes.IndexOf(name)];

    private static IEnumerable<Dim> Dims((Value Value, string Axes) x, string names) => names.Select(n => Length(x, n));

    private static Dim Size((Value Value, string Axes) x, string names) => new Shape(Dims(x, names)).Size;
}
