using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Transforms;

/// <summary>
/// Chooses in which order the places of an image before windows are stored: those with equally many windows beside each other, so that the
/// adjoint of im2col sums them in one piece each and needs no gather to put them in order; or, where windows do not overlap, window by window, so
/// that im2col itself has nothing to move. What lies between two windowings works on rows one by one or on all of them, so that their order does not
/// matter to it.
/// </summary>
public static class PlaceOrder
{
    /// <summary>The function with orders in the attributes of its <see cref="Patches.Im2Col"/>.</summary>
    public static Function Run(Function function)
    {
        var users = function.Reachable().SelectMany(v => v.Inputs.Distinct().Select(i => (i, v))).ToLookup(u => u.i, u => u.v);
        var results = function.Outputs.Select(o => o.Value).ToHashSet();
        var (rows, places) = (new Dictionary<Value, long[]>(), new Dictionary<Value, long[]>());
        // The last first: where windows do not overlap, the order of places follows from that of the windows.
        foreach (var next in function.Reachable().Where(v => v.Op == Patches.Im2Col).Reverse())
        {
            var image = next.Inputs[0];
            if (users[image].Count() != 1 || Between(image, users, results) is not { } sources) continue;
            var order = Order(next, rows.GetValueOrDefault(next));
            places[next] = order;
            foreach (var source in sources) rows[source] = order;
        }

        return places.Count == 0 ? function : new Rewriter(new Graph(), (value, inputs, attributes) =>
        {
            if (!rows.ContainsKey(value) && !places.ContainsKey(value)) return null;
            if (rows.TryGetValue(value, out var own)) attributes = attributes.With("rows", own);
            if (places.TryGetValue(value, out var before)) attributes = attributes.With("places", before);
            return inputs[0].Graph.Add(value.Op, inputs, attributes, value.Name);
        }).Copy(function);
    }

    /// <summary>The windowings whose rows are the places of an image, if no one else sees what lies between.</summary>
    private static HashSet<Value>? Between(Value image, ILookup<Value, Value> users, HashSet<Value> results)
    {
        var (seen, sources, stack) = (new HashSet<Value>(), new HashSet<Value>(), new Stack<Value>([image]));
        while (stack.Count > 0)
        {
            var value = stack.Pop();
            if (!seen.Add(value)) continue;
            if (results.Contains(value) || !(IsImage(value) || IsMatrix(value))) return null;
            if (value.Op == Patches.Im2Col) sources.Add(value);
            else if (KeepsRows(value) is { } inputs) foreach (var input in inputs) stack.Push(input);
            else return null;
        }

        return sources.Count > 0 && seen.All(v => v == image || users[v].All(seen.Contains)) ? sources : null;

        bool IsImage(Value v) => v.Rank == image.Rank && v.Shape.SkipLast(1).SequenceEqual(image.Shape.SkipLast(1));
        bool IsMatrix(Value v) => v.Rank == 2 && v.Shape[0] == new Shape(image.Shape.SkipLast(1)).Size;
    }

    /// <summary>The operands of a value whose rows are its own, in any order; null where the order matters to it.</summary>
    private static IEnumerable<Value>? KeepsRows(Value v) => v.Op switch
    {
        var op when op == Products.MatMul && v.Rank == 2 => v.Inputs[1].Shape[0] == v.Shape[0] ? null : v.Inputs.Take(1),
        var op when op == Statistics.Standardize => Covers(v.Attributes.Ints("axes")!, v.Rank) ? v.Inputs : null,
        var op when op == Shaping.Slice && v.Rank == 2 => v.Shape[0] == v.Inputs[0].Shape[0] ? v.Inputs.Take(1) : null,
        var op when op == Shaping.Reshape => ChannelsLast.IsSplit(v) ? v.Inputs.Take(1) : null,
        var op when ChannelsLast.IsElementwise(op) => v.Inputs.Where(i => i.Rank > 1),
        _ => null,
    };

    /// <summary>Whether axes hold all that places lie along: the rows of a matrix, the spatial axes of an image.</summary>
    private static bool Covers(long[] axes, int rank) => rank == 2 ? axes is [0] : Enumerable.Range(1, rank - 2).All(a => axes.Contains(a));

    /// <summary>Places of the image by the number of windows that they lie in; where that is one at most, by window and tap.</summary>
    private static long[] Order(Value im2col, long[]? rows)
    {
        var attributes = rows is null ? im2col.Attributes : im2col.Attributes.With("rows", rows);
        var (windows, spatial) = Patches.Geometry(attributes, im2col.Inputs[0].Shape);
        var taps = (int)Tensor.Count(windows.Kernel);
        var (counts, first) = (new int[Tensor.Count(spatial)], new int[Tensor.Count(spatial)]);
        Array.Fill(first, int.MaxValue);
        foreach (var (position, tap, at) in Patches.Pairs(attributes, windows, spatial))
        {
            counts[at]++;
            first[at] = (position * taps) + tap;
        }

        var key = counts.Max() > 1 ? counts : first;
        return [.. Enumerable.Range(0, counts.Length).OrderBy(at => key[at]).Select(at => (long)at)];
    }
}
