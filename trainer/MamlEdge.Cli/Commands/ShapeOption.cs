using MamlEdge.Cli.Terminals;
using MamlEdge.Exporter;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Cli.Commands;

/// <summary><c>--shape NAME=1,3,H,W</c>: the shape of an input, or of a value for which the model has none.</summary>
internal sealed class ShapeOption : NamedOption<Shape>
{
    public ShapeOption()
        : base("--shape")
    {
        Description = "Shape of an input, or of a value for which the model has none: numbers, names of free lengths, and 2*N or N + 1 of such; may be repeated.";
        HelpName = "NAME=1,3,H,W";
    }

    /// <inheritdoc/>
    protected override (string Key, Shape Value) Parsed(string text)
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
