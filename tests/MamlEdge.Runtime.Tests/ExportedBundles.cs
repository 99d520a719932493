using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Runtime.Tests;

/// <summary>Bundles as the exporter writes them.</summary>
internal static class ExportedBundles
{
    internal static readonly ConvNetSpec Conv = new(1, 16, 16, 5) { Filters = 16, Blocks = 3 };

    /// <summary>A convolutional net whose head takes any number of classes, one step a run.</summary>
    internal static (ModelSpec Spec, InnerLoopSpec Inner) AnyWays => (
        Conv with { Normalization = NormalizationKind.Layer, AnyWays = true },
        new InnerLoopSpec { Loss = LossKind.CrossEntropy, Steps = 8, LearningRate = 0.3, Adapt = ["head.*"] });

    internal static MetaModel Load(TempFolder folder, ModelSpec spec, InnerLoopSpec inner, string name = "model", BundleContents? more = null)
    {
        more ??= Contents(spec, inner);
        BundleWriter.Write(folder[name], more);
        return MetaModel.Load(folder[name], new RuntimeOptions { Target = ExecutionTarget.Cpu });
    }

    internal static BundleContents Contents(ModelSpec spec, InnerLoopSpec inner) =>
        new() { Model = spec.Build(seed: 3), Inner = inner, Provenance = new Provenance { Tool = "tests" } };
}
