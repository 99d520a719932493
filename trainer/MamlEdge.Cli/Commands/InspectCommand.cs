using System.CommandLine;
using MamlEdge.Bundle;
using MamlEdge.Cli.Results;
using MamlEdge.Cli.Terminals;
using MamlEdge.Exporter.Inspection;

namespace MamlEdge.Cli.Commands;

/// <summary><c>maml-edge inspect</c>: what a bundle, a model, a personal state or a tensor file consists of, and costs; or a drawing of it.</summary>
internal sealed class InspectCommand : ToolCommand
{
    private readonly Argument<string> _path = new("FILE|BUNDLE") { Description = "A bundle (folder or .zip), an .onnx model, a personal state, or a safetensors file." };

    private readonly Option<int> _support = Length("--support", "S", "Support examples S that costs are counted for.", 5);

    private readonly Option<int> _query = Length("--query", "Q", "Query examples Q that costs are counted for.", 5);

    private readonly Option<int> _batch = Length("--batch", "N", "Any other free length, such as examples to predict, that costs are counted for.", 1);

    private readonly DrawingOptions _drawing;

    public InspectCommand(Terminal terminal)
        : base("inspect", "Show what a bundle, a model, a personal state or a tensor file consists of and what its graphs cost, or draw a graph.", terminal)
    {
        Add(_path);
        Add(_support);
        Add(_query);
        Add(_batch);
        _drawing = new DrawingOptions(this);
    }

    protected override CommandResult Execute(ParseResult arguments, Terminal terminal)
    {
        var path = Path.GetFullPath(arguments.GetRequiredValue(_path));
        var lengths = new FreeLengths(arguments.GetValue(_support), arguments.GetValue(_query), arguments.GetValue(_batch));
        if (Directory.Exists(path) || path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
        {
            using var bundle = BundleReader.Open(path);
            return _drawing.OfBundle(arguments, bundle) ?? (CommandResult)InspectResult.OfBundle(bundle, lengths);
        }

        if (!File.Exists(path))
            throw new FileNotFoundException($"'{path}' does not exist.");
        if (path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
            return _drawing.OfModel(arguments, path) ?? (CommandResult)InspectResult.OfModel(path, File.ReadAllBytes(path), lengths);
        _drawing.Refuse(arguments, path);
        return InspectResult.OfTensors(path, Safetensors.Read(path));
    }

    private static Option<int> Length(string name, string symbol, string description, int otherwise)
    {
        var option = new Option<int>(name) { Description = description, HelpName = symbol, DefaultValueFactory = _ => otherwise };
        option.Validators.Add(OptionRules.AtLeast(1));
        return option;
    }
}
