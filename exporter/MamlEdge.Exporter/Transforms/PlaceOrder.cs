using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Transforms;

/// <summary>
/// Chooses in which order the places of an image between two convolutions are stored: those with equally many windows of the next
/// convolution beside each other. The adjoint of im2col then sums them in one piece each and needs no gather to put them in order. What lies
/// between the two works on rows one by one or on all of them, so that their order does not matter to it.
/// </summary>
public static class PlaceOrder
{
    /// <summary>The function with orders in the attributes of its <see cref="Patches.Im2Col"/>.</summary>
    public static Function Run(Function function)
    {
        var users = function.Reachable().SelectMany(v => v.Inputs.Distinct().Select(i => (i, v))).ToLookup(u => u.i, u => u.v);
        var results = function.Outputs.Select(o => o.Value).ToHashSet();
        var (rows, places) = (new Dictionary<Value, long[]>(), new Dictionary<Value, long[]>());
        foreach (var next in function.Reachable().Where(v => v.Op == Patches.Im2Col))
        {
            var image = next.Inputs[0];
            if (image.Op != Shaping.Reshape || users[image].Count() != 1 || Between(image, users, results) is not { } sources) continue;
            var order = Order(next);
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

    /// <summary>The convolutions whose windows are the rows of an image, if no one else sees what lies between.</summary>
    private static HashSet<Value>? Between(Value image, ILookup<Value, Value> users, HashSet<Value> results)
    {
        var count = image.Inputs[0].Shape[0];
        var (seen, sources, stack) = (new HashSet<Value> { image }, new HashSet<Value>(), new Stack<Value>([image.Inputs[0]]));
        while (stack.Count > 0)
        {
            var value = stack.Pop();
            if (!seen.Add(value)) continue;
            if (value.Rank != 2 || value.Shape[0] != count || results.Contains(value)) return null;
            if (value.Op == Patches.Im2Col) sources.Add(value);
            else if (value.Op == Products.MatMul && value.Inputs[1].Shape[0] != count) stack.Push(value.Inputs[0]);
            else if (ChannelsLast.IsElementwise(value.Op) || (value.Op == Statistics.Standardize && value.Attributes.Ints("axes") is [0]))
                foreach (var input in value.Inputs.Where(i => i.Rank > 1)) stack.Push(input);
            else return null;
        }

        return sources.Count > 0 && seen.All(v => v == image || users[v].All(seen.Contains)) ? sources : null;
    }

    /// <summary>Places of the image by the number of windows that they lie in.</summary>
    private static long[] Order(Value im2col)
    {
        var (windows, spatial) = Patches.Geometry(im2col.Attributes, im2col.Inputs[0].Shape);
        var counts = new int[spatial.Aggregate(1L, (a, b) => a * b)];
        foreach (var (_, _, at) in Patches.Pairs(im2col.Attributes, windows, spatial)) counts[at]++;
        return [.. Enumerable.Range(0, counts.Length).OrderBy(at => counts[at]).Select(at => (long)at)];
    }
}
