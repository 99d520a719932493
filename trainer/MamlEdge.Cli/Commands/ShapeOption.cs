using System.CommandLine;
using MamlEdge.Cli.Terminals;
using MamlEdge.Exporter;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Cli.Commands;

/// <summary><c>--shape NAME=1,3,H,W</c>: the shape of an input, or of a value for which the model has none.</summary>
internal sealed class ShapeOption : Option<string[]>
{
    public ShapeOption()
        : base("--shape")
    {
        Description = "Shape of an input, or of a value for which the model has none: numbers, names of free lengths, and 2*N or N + 1 of such; may be repeated.";
        HelpName = "NAME=1,3,H,W";
    }

    /// <summary>The shapes by name.</summary>
    /// <exception cref="UsageException">One is not of that form, or a name is given twice.</exception>
    public IReadOnlyDictionary<string, Shape> Read(ParseResult arguments)
    {
        var shapes = new Dictionary<string, Shape>(StringComparer.Ordinal);
        foreach (var text in arguments.GetValue(this) ?? [])
        {
            var (name, shape) = Parsed(text);
            if (!shapes.TryAdd(name, shape))
                throw new UsageException($"--shape: '{name}' is given twice.");
        }

        return shapes;
    }

    private static (string Name, Shape Shape) Parsed(string text)
    {
        try
        {
            return ReadOptions.ParseShape(text);
        }
        catch (ExporterException e)
        {
            throw new UsageException("--shape: " + e.Message);
        }
    }
}
