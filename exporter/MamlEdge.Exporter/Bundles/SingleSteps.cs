using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;

namespace MamlEdge.Exporter.Bundles;

/// <summary>Decides whether <c>continue.onnx</c> takes one step, so that a device may take any number of them, or the k steps of <c>adapt.onnx</c>.</summary>
internal static class SingleSteps
{
    /// <summary>
    /// The most operations of k single steps for each of k steps at once. Where all layers are adapted it is up to 1.5, for a loss after each step; it nears k where
    /// most of a step is the same in all of them, such as the fixed layers below a head.
    /// </summary>
    private const double MostOperations = 2;

    /// <summary>Support examples of that comparison.</summary>
    private const long Examples = 100;

    /// <summary>The graph of one step; null where there are k.</summary>
    /// <param name="contents">What is exported.</param>
    /// <param name="graphs">Its programs.</param>
    /// <param name="adapt">What a run of <c>adapt.onnx</c> costs.</param>
    /// <param name="figures">Where the rates lie.</param>
    /// <exception cref="ExporterException">Single steps are asked for and not possible.</exception>
    public static byte[]? Of(BundleContents contents, AdaptationGraphs graphs, RunCost? adapt, IReadOnlyDictionary<string, ExternalTensor> figures)
    {
        var k = contents.Inner.Steps;
        if (k == 1 || contents.SingleSteps == false) return null;
        if (graphs.SingleStep() is not { } step)
        {
            return contents.SingleSteps is null ? null : throw new ExporterException(
                "Single steps need an inner loop that carries nothing from step to step: plain gradient descent with the same rates in every step. Leave them out, or change the inner loop.");
        }

        var file = OnnxWriter.Write(step, "continue", figures);
        var repays = RunFigures.Of(file, BundleFiles.Continue, RunFigures.Support) is { } single && adapt is not null && k * single.FlopsOf(Examples) <= MostOperations * adapt.FlopsOf(Examples);
        return contents.SingleSteps == true || repays ? file : null;
    }
}
