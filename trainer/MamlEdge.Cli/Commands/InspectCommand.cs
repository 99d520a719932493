using System.CommandLine;
using MamlEdge.Bundle;
using MamlEdge.Cli.Results;
using MamlEdge.Cli.Terminals;

namespace MamlEdge.Cli.Commands;

/// <summary><c>maml-edge inspect</c>: what a bundle, a model, a personal state or a tensor file consists of.</summary>
internal sealed class InspectCommand : ToolCommand
{
    private readonly Argument<string> _path = new("FILE|BUNDLE") { Description = "A bundle (folder or .zip), an .onnx model, a personal state, or a safetensors file." };

    public InspectCommand(Terminal terminal)
        : base("inspect", "Show what a bundle, a model, a personal state or a tensor file consists of.", terminal) => Add(_path);

    protected override CommandResult Execute(ParseResult arguments, Terminal terminal)
    {
        var path = Path.GetFullPath(arguments.GetRequiredValue(_path));
        if (Directory.Exists(path) || path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
        {
            using var bundle = BundleReader.Open(path);
            return InspectResult.OfBundle(bundle);
        }

        if (!File.Exists(path))
            throw new FileNotFoundException($"'{path}' does not exist.");
        return path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)
            ? InspectResult.OfModel(path, File.ReadAllBytes(path))
            : InspectResult.OfTensors(path, Safetensors.Read(path));
    }
}
