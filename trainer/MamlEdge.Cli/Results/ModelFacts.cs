using MamlEdge.Exporter;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Inspection;

namespace MamlEdge.Cli.Results;

/// <summary>One ONNX model.</summary>
/// <param name="Name">Its file.</param>
/// <param name="Bytes">Its size, without external data.</param>
/// <param name="Nodes">Number of nodes.</param>
/// <param name="Facts">All else that there is to know.</param>
internal sealed record ModelFacts(string Name, long Bytes, int Nodes, OnnxFacts Facts)
{
    /// <summary>What one run costs; null where shapes are not known.</summary>
    public GraphCost? Cost { get; private init; }

    /// <summary>Why there is no cost.</summary>
    public string? CostProblem { get; private init; }

    /// <summary>The facts of a model, its cost for given lengths included.</summary>
    public static ModelFacts Of(string name, byte[] bytes, FreeLengths lengths)
    {
        var facts = OnnxFacts.Of(bytes, name);
        var model = new ModelFacts(name, bytes.Length, facts.Nodes, facts);
        try
        {
            return model with { Cost = GraphCost.Of(bytes, name, lengths) };
        }
        catch (ExporterException problem)
        {
            return model with { CostProblem = problem.Message };
        }
    }
}
