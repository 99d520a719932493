using System.CommandLine;
using MamlEdge.Bundle;
using MamlEdge.Cli.Results;
using MamlEdge.Cli.Terminals;
using MamlEdge.Exporter.Inspection;

namespace MamlEdge.Cli.Commands;

/// <summary>The options of <c>inspect</c> that ask for a drawing.</summary>
internal sealed class DrawingOptions
{
    private const string StandardOutput = "-";

    private readonly Option<string?> _dot = new("--dot") { Description = "Draw the graph for Graphviz, into a file or with - to stdout.", HelpName = "FILE|-" };

    private readonly Option<string?> _mermaid = new("--mermaid") { Description = "Draw the graph for Mermaid, into a file or with - to stdout.", HelpName = "FILE|-" };

    private readonly Option<int?> _depth = new("--depth") { Description = "Levels of scopes to draw; the default is as many as stay readable.", HelpName = "D" };

    private readonly Option<string> _graph = new("--graph")
    {
        Description = "The graph of a bundle to draw.",
        HelpName = "FILE.onnx",
        DefaultValueFactory = _ => BundleFiles.Adapt,
    };

    public DrawingOptions(Command command)
    {
        _depth.Validators.Add(OptionRules.AtLeast(0));
        foreach (var option in new Option[] { _dot, _mermaid, _depth, _graph })
            command.Add(option);
    }

    /// <summary>The drawing of a graph of a bundle; null where none is asked for.</summary>
    public DrawingResult? OfBundle(ParseResult arguments, BundleReader bundle) => IsAsked(arguments)
        ? Draw(arguments, bundle.Location, arguments.GetValue(_graph)!, bundle.Read(arguments.GetValue(_graph)!))
        : null;

    /// <summary>The drawing of a model; null where none is asked for.</summary>
    public DrawingResult? OfModel(ParseResult arguments, string path) => !IsAsked(arguments) ? null
        : OptionRules.Given(arguments, [_graph]) is null ? Draw(arguments, path, Path.GetFileName(path), File.ReadAllBytes(path))
        : throw new UsageException($"'{path}' is a single graph, so {_graph.Name} cannot be given.");

    /// <summary>Refuses to draw what is no graph.</summary>
    public void Refuse(ParseResult arguments, string path)
    {
        if (IsAsked(arguments))
            throw new UsageException($"'{path}' holds tensors and no graph, so it cannot be drawn. Give a bundle or an .onnx model.");
    }

    private bool IsAsked(ParseResult arguments)
    {
        var asked = new[] { _dot, _mermaid }.Count(o => arguments.GetValue(o) is not null);
        if (asked > 1)
            throw new UsageException("Give either --dot or --mermaid.");
        return asked == 1 || OptionRules.Given(arguments, [_depth, _graph]) is not { } surplus ? asked == 1
            : throw new UsageException($"{surplus}: nothing is drawn without --dot or --mermaid. Add one of them.");
    }

    private DrawingResult Draw(ParseResult arguments, string path, string model, byte[] bytes)
    {
        var dot = arguments.GetValue(_dot);
        var target = dot ?? arguments.GetValue(_mermaid)!;
        var drawing = GraphDrawing.Of(bytes, model, arguments.GetValue(_depth));
        var text = dot is null ? drawing.ToMermaid() : drawing.ToDot();
        if (target != StandardOutput)
            File.WriteAllText(target, text);
        return new DrawingResult(path, model, dot is null ? "mermaid" : "dot", target == StandardOutput ? text : null, target == StandardOutput ? null : Path.GetFullPath(target));
    }
}
