using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Exporter.Bundles;

/// <summary>What goes into a bundle.</summary>
public sealed record BundleContents
{
    /// <summary>The model with its meta-learned parameters θ.</summary>
    public required ForwardModel Model { get; init; }

    /// <summary>The inner loop; its rates, where there are several, are those of <see cref="InnerLoopSpec.Rates"/>.</summary>
    public required InnerLoopSpec Inner { get; init; }

    /// <summary>Where the model comes from.</summary>
    public required Provenance Provenance { get; init; }

    /// <summary>Name of the bundle; the model's name by default.</summary>
    public string? Name { get; init; }

    /// <summary>How the model normalises activations.</summary>
    public NormalizationKind Normalization { get; init; }

    /// <summary>Names of the classes, where they are fixed.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>How a raw example becomes the input.</summary>
    public Preprocessing? Preprocessing { get; init; }

    /// <summary>What logits are divided by before they become probabilities, where that was fitted; above 0.</summary>
    public double? Temperature { get; init; }

    /// <summary>Measured figures.</summary>
    public IReadOnlyList<Metric> Metrics { get; init; } = [];

    /// <summary>Whether parameters that are not adapted stay in the half precision that the model has them in.</summary>
    public bool KeepTypes { get; init; }

    /// <summary>
    /// Whether <c>continue.onnx</c> takes one step a run, so that a device may take any number of steps. Null: where the inner loop allows it, and k such steps take at
    /// most twice the operations of k at once.
    /// </summary>
    public bool? SingleSteps { get; init; }

    /// <summary>Whether <c>meta.onnx</c> is written too.</summary>
    public bool MetaGradient { get; init; }

    /// <summary>Whether the graphs hold one step as a function of the model and call it k times, instead of k copies of it.</summary>
    public bool StepFunction { get; init; }
}
