using MamlEdge.Bundle;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Operators;
using MamlEdge.Trainer.Reports;

namespace MamlEdge.Cli.Exports;

/// <summary>What is allowed in an export but may not be meant, with the way out, for standard error.</summary>
internal static class ExportNotes
{
    /// <summary>The notes on what goes into a bundle, one line each.</summary>
    public static IEnumerable<string> Of(BundleContents contents)
    {
        var (model, loss) = (contents.Model, contents.Inner.Loss);
        var (input, output) = (model.Input, model.Output);
        if (input.Shape[0].IsKnown)
            yield return $"note: the bundle takes exactly {Quantities.Of(input.Shape[0].Known, "example")} at a time, because the model is for that number. "
                + $"To free it, add --shape '{input.Name}={string.Join(",", input.Shape.Skip(1).Select(d => d.ToString()).Prepend("N"))}'.";
        if ((loss == LossKind.CrossEntropy && output.Value.Op == Softmaxes.Softmax) || (loss == LossKind.Bce && output.Value.Op == Elementwise.Sigmoid))
            yield return $"warning: the model ends in {output.Value.Op} '{output.Value.Name}', but --loss {(loss == LossKind.Bce ? "bce" : "cross-entropy")} takes logits and applies its own: "
                + $"adaptation will be weak. Export the model without its last {output.Value.Op}.";
        foreach (var note in model.Notes)
            yield return $"note: {note}";
    }
}
