using System.Globalization;
using System.Text;
using MamlEdge.Exporter.Onnx.Proto;

namespace MamlEdge.Exporter.Inspection;

/// <summary>
/// A model as boxes and arrows. Scopes are the paths of the nodes' names; those below a depth are drawn as one box with the number of
/// its nodes, so that large graphs stay readable.
/// </summary>
public sealed class GraphDrawing
{
    private const int MostBoxes = 60;
    private const int DeepestScope = 16;

    private readonly FlatModel _model;
    private readonly int _depth;
    private readonly Dictionary<string, Box> _boxes = new(StringComparer.Ordinal);
    private readonly Dictionary<(string From, string To), List<string>> _arrows = [];

    private GraphDrawing(FlatModel model, int depth)
    {
        (_model, _depth) = (model, depth);
        Build();
    }

    /// <summary>A drawing of a model.</summary>
    /// <param name="model">The bytes of the model.</param>
    /// <param name="source">Its name.</param>
    /// <param name="depth">Levels of scopes to show; null for as many as stay readable, at least one.</param>
    /// <exception cref="ExporterException">The model cannot be read.</exception>
    public static GraphDrawing Of(byte[] model, string source, int? depth)
    {
        var flat = FlatModel.Read(model, source);
        if (depth is { } given) return new GraphDrawing(flat, given);
        var drawings = Enumerable.Range(1, DeepestScope).Select(d => new GraphDrawing(flat, d));
        return drawings.TakeWhile(d => d._depth == 1 || d._boxes.Count <= MostBoxes).Last();
    }

    /// <summary>The drawing for Graphviz.</summary>
    public string ToDot()
    {
        var text = new StringBuilder("digraph model {\n  rankdir=TB;\n  node [shape=box, fontname=\"sans-serif\", fontsize=10];\n  edge [fontname=\"sans-serif\", fontsize=8];\n");
        Nested(
            text, (scope, indent) => $"{indent}subgraph {Quoted("cluster_" + string.Join('/', scope))} {{\n{indent}  label={Quoted(scope[^1])};\n", "}",
            box => $"{box.Id} [label={Quoted(box.Label)}{(box.IsEnd ? ", shape=ellipse" : "")}];");
        foreach (var ((from, to), values) in _arrows) text.Append("  ").Append(from).Append(" -> ").Append(to).Append(" [label=").Append(Quoted(Label(values))).Append("];\n");
        return text.Append("}\n").ToString();
    }

    /// <summary>The drawing for Mermaid.</summary>
    public string ToMermaid()
    {
        var text = new StringBuilder("flowchart TD\n");
        Nested(
            text, (scope, indent) => $"{indent}subgraph {IdOf("scope", string.Join('/', scope))}[{Quoted(scope[^1])}]\n", "end",
            box => box.IsEnd ? $"{box.Id}([{Quoted(box.Label)}])" : $"{box.Id}[{Quoted(box.Label)}]");
        foreach (var ((from, to), values) in _arrows) text.Append("  ").Append(from).Append(" -->|").Append(Quoted(Label(values))).Append("| ").Append(to).Append('\n');
        return text.ToString();
    }

    private void Build()
    {
        var makers = new Dictionary<string, Box>(StringComparer.Ordinal);
        var parameters = _model.Function.Inputs.Where(i => _model.IsStored(i.Name) && !_model.Weights.Contains(i.Name)).ToArray();
        foreach (var input in _model.Function.Inputs.Except(parameters).Where(i => !_model.Weights.Contains(i.Name))) makers[input.Name] = Add("input " + input.Name, input.Name, [], true);
        foreach (var input in parameters) makers[input.Name] = Add("parameters", $"{parameters.Length} parameters theta.*", [], true);
        var nodes = _model.Nodes.Where(n => n.OpType != "Constant").ToArray();
        var counts = nodes.Select(ScopeOf).Where(s => s.Length >= _depth).CountBy(s => string.Join('/', s[.._depth])).ToDictionary(StringComparer.Ordinal);
        foreach (var (node, i) in nodes.Select((n, i) => (n, i)))
        {
            var scope = ScopeOf(node);
            var path = string.Join('/', scope.Take(_depth));
            var box = scope.Length >= _depth && counts[path] > 1
                ? Add("scope " + path, $"{(_depth == 0 ? "model" : scope[_depth - 1])} ({counts[path].ToString(CultureInfo.InvariantCulture)} nodes)", [.. scope.Take(_depth - 1)], false)
                : Add($"node {i}", node.OpType, [.. scope.Take(Math.Max(_depth - 1, 0))], false);
            foreach (var input in node.Input) Arrow(makers, input, box);
            foreach (var output in node.Output) makers[output] = box;
        }

        foreach (var output in _model.Function.Outputs) Arrow(makers, output.Name, Add("output " + output.Name, output.Name, [], true));
    }

    private Box Add(string key, string label, IReadOnlyList<string> scope, bool isEnd)
    {
        if (!_boxes.TryGetValue(key, out var box)) _boxes[key] = box = new Box($"n{_boxes.Count + 1}", label, scope, isEnd);
        return box;
    }

    private void Arrow(Dictionary<string, Box> makers, string value, Box to)
    {
        if (!makers.TryGetValue(value, out var from) || from == to) return;
        if (!_arrows.TryGetValue((from.Id, to.Id), out var values)) _arrows[(from.Id, to.Id)] = values = [];
        if (!values.Contains(value)) values.Add(value);
    }

    private string Label(List<string> values) => values.Count > 1 ? $"{values.Count} values"
        : _model.Values.GetValueOrDefault(values[0]) is { HasShape: true } value ? value.Shape.ToString() : "";

    /// <summary>The scopes of a node: its name without the last part.</summary>
    private static string[] ScopeOf(NodeProto node) => node.Name.Split('/', StringSplitOptions.RemoveEmptyEntries) is { Length: > 1 } parts ? parts[..^1] : [];

    private void Nested(StringBuilder text, Func<string[], string, string> open, string close, Func<Box, string> draw)
    {
        Level([], _boxes.Values.ToArray());

        void Level(string[] scope, Box[] boxes)
        {
            var indent = new string(' ', 2 * (scope.Length + 1));
            foreach (var box in boxes.Where(b => b.Scope.Count == scope.Length)) text.Append(indent).Append(draw(box)).Append('\n');
            foreach (var inner in boxes.Where(b => b.Scope.Count > scope.Length).GroupBy(b => b.Scope[scope.Length]))
            {
                text.Append(open([.. scope, inner.Key], indent));
                Level([.. scope, inner.Key], [.. inner]);
                text.Append(indent).Append(close).Append('\n');
            }
        }
    }

    private static string IdOf(string kind, string path) => kind + string.Concat(path.Select(c => char.IsAsciiLetterOrDigit(c) ? c.ToString() : $"_{(int)c:x}_"));

    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "'", StringComparison.Ordinal)}\"";

    /// <summary>A node, an input, an output, or all nodes of a scope.</summary>
    /// <param name="Id">Its identifier in the drawing.</param>
    /// <param name="Label">What it says.</param>
    /// <param name="Scope">The scopes that it lies in.</param>
    /// <param name="IsEnd">Whether it is an input or an output.</param>
    private sealed record Box(string Id, string Label, IReadOnlyList<string> Scope, bool IsEnd);
}
