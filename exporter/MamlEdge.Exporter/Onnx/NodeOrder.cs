using MamlEdge.Exporter.Onnx.Proto;

namespace MamlEdge.Exporter.Onnx;

/// <summary>Orders nodes so that what a node uses comes before it; nodes that are in order already stay as they are.</summary>
internal static class NodeOrder
{
    /// <summary>The nodes in an order in which they can be read.</summary>
    /// <exception cref="ExporterException">There is a cycle; a node of it is named.</exception>
    public static IReadOnlyList<NodeProto> Of(IReadOnlyList<NodeProto> nodes)
    {
        var makers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < nodes.Count; i++)
        {
            foreach (var output in nodes[i].Output) makers.TryAdd(output, i);
        }

        makers.Remove("");
        var (users, open) = (new List<int>[nodes.Count], new int[nodes.Count]);
        for (var i = 0; i < nodes.Count; i++)
        {
            foreach (var name in OnnxParts.Uses(nodes[i]).Distinct())
            {
                if (!makers.TryGetValue(name, out var maker)) continue;
                (users[maker] ??= []).Add(i);
                open[i]++;
            }
        }

        var ready = new PriorityQueue<int, int>(Enumerable.Range(0, nodes.Count).Where(i => open[i] == 0).Select(i => (i, i)));
        var order = new List<NodeProto>(nodes.Count);
        while (ready.TryDequeue(out var next, out _))
        {
            order.Add(nodes[next]);
            foreach (var user in users[next] ?? [])
            {
                if (--open[user] == 0) ready.Enqueue(user, user);
            }
        }

        if (order.Count == nodes.Count) return order;
        var cycle = nodes[Array.FindIndex(open, n => n > 0)];
        throw new ExporterException($"The model's graph has a cycle through {cycle.OpType} '{cycle.Name}'. Export the model again.");
    }
}
