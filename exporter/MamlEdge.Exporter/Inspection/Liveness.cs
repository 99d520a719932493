namespace MamlEdge.Exporter.Inspection;

/// <summary>From which node to which one the values of a model are needed, when nodes run in their order.</summary>
internal sealed class Liveness
{
    /// <summary>Operators whose result is their input under another shape.</summary>
    private static readonly HashSet<string> Views = new(StringComparer.Ordinal) { "Reshape", "Squeeze", "Unsqueeze", "Flatten", "Identity", "Dropout" };

    /// <summary>The lives of a model's values.</summary>
    public Liveness(FlatModel model, FreeLengths lengths)
    {
        var roots = new Dictionary<string, string>(StringComparer.Ordinal);
        var lives = new Dictionary<string, (int First, int Last)>(StringComparer.Ordinal);
        foreach (var input in model.Function.Inputs.Where(i => !model.IsStored(i.Name))) lives[input.Name] = (0, 0);
        for (var i = 0; i < model.Nodes.Count; i++)
        {
            var node = model.Nodes[i];
            foreach (var input in node.Input.Select(Root).Where(lives.ContainsKey)) lives[input] = (lives[input].First, i);
            foreach (var output in node.Output.Where(o => o.Length > 0 && node.OpType != "Constant"))
            {
                if (Views.Contains(node.OpType) && !model.IsStored(Root(node.Input[0]))) roots[output] = Root(node.Input[0]);
                else lives[output] = (i, i);
            }
        }

        foreach (var output in model.Function.Outputs.Select(o => Root(o.Name)).Where(lives.ContainsKey)) lives[output] = (lives[output].First, model.Nodes.Count - 1);

        var change = new long[model.Nodes.Count + 2];
        foreach (var (name, (first, last)) in lives)
        {
            var bytes = model.BytesOf(name, lengths);
            change[first] += bytes;
            change[last + 1] -= bytes;
        }

        var (live, peak, at) = (0L, 0L, 0);
        for (var i = 0; i < model.Nodes.Count; i++)
        {
            live += change[i];
            if (live > peak) (peak, at) = (live, i);
        }

        Peak = (peak, model.Nodes.Count == 0 ? "" : model.Nodes[at].Name.Length > 0 ? model.Nodes[at].Name : model.Nodes[at].OpType);

        string Root(string name) => roots.GetValueOrDefault(name, name);
    }

    /// <summary>The most bytes that are needed at the same time, and the node that runs then.</summary>
    public (long Bytes, string Node) Peak { get; }
}
