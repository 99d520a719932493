using System.CommandLine;
using MamlEdge.Bundle;
using MamlEdge.Cli.Results;
using MamlEdge.Cli.Terminals;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Cli.Commands;

/// <summary><c>maml-edge grad</c>: any ONNX model with its gradients as further outputs.</summary>
internal sealed class GradCommand : ToolCommand
{
    private readonly Argument<string> _model = new("MODEL.onnx") { Description = "The model to differentiate." };

    private readonly Option<string[]> _wrt = new("--wrt")
    {
        Description = "Inputs or initializers to differentiate by; separate names by commas, or repeat the option.",
        HelpName = "a,b",
        Required = true,
    };

    private readonly Option<string[]> _of = new("--of")
    {
        Description = "Outputs to differentiate; all floating-point outputs by default.",
        HelpName = "y",
    };

    private readonly Option<string> _prefix = new("--prefix")
    {
        Description = "Prefix of the added inputs and outputs.",
        DefaultValueFactory = _ => "grad.",
        HelpName = "P",
    };

    private readonly Option<bool> _merged = new("--merged")
    {
        Description = "Differentiate equal parameters as the one tensor that the file has of them; without it each has a gradient of its own where the file knows its name.",
    };

    private readonly ShapeOption _shape = new();

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The model to write; it can be differentiated again.",
        HelpName = "OUT.onnx",
        Required = true,
    };

    public GradCommand(Terminal terminal)
        : base("grad", "Write a model that also computes its gradients, in plain ONNX.", terminal)
    {
        Add(_model);
        Add(_wrt);
        Add(_of);
        Add(_prefix);
        Add(_merged);
        Add(_shape);
        Add(_output);
    }

    protected override CommandResult Execute(ParseResult arguments, Terminal terminal)
    {
        var wrt = Names(arguments.GetRequiredValue(_wrt));
        var of = Names(arguments.GetValue(_of) ?? []);
        var prefix = arguments.GetRequiredValue(_prefix);
        var file = Path.GetFullPath(arguments.GetRequiredValue(_output));
        var model = arguments.GetRequiredValue(_model);
        var merged = arguments.GetValue(_merged);
        var options = new ReadOptions { Shapes = _shape.Read(arguments), SeparatesCopies = !merged, Separated = merged ? [] : wrt };
        var bytes = GradientModel.Write(model, wrt, of, prefix, options);
        foreach (var note in MergedInitializers.Notes(model, wrt, options))
            terminal.Say($"note: {note}");
        AtomicFile.Write(file, bytes);
        return new GradResult(file, bytes.Length, [.. wrt.Select(name => prefix + name)]);
    }

    private static string[] Names(string[] given) =>
        [.. given.SelectMany(g => g.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
}
