using MamlEdge.Bundle;
using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Bundles;

/// <summary>Derives the manifest of a bundle from its contents.</summary>
internal static class BundleManifest
{
    private const string Support = RunFigures.Support;
    private const string Query = "Q";

    public static Manifest Of(BundleContents contents, IReadOnlyList<string> adapted, IReadOnlyDictionary<string, ElementType> types, IReadOnlyList<(string Name, byte[] Bytes)> files)
    {
        var (model, inner) = (contents.Model, contents.Inner);
        var y = model.Output.Value;
        // As the graphs have it: a model for a fixed number of examples takes that number of targets, too.
        var supported = model.Input.Shape[0].Symbol is null ? model.Input.Shape[0] : Dim.Of(Support);
        var target = inner.Loss == LossKind.CrossEntropy ? new Shape([supported, .. y.Shape.Skip(2)]) : y.Shape.With(0, supported);
        var sharing = inner.Ridge is null && inner.Rates is not null && inner.RateSharing == LearningRateSharing.Single ? LearningRateSharing.PerParameter : inner.RateSharing;
        var opset = files.Where(f => f.Name.EndsWith(".onnx", StringComparison.Ordinal)).Max(f => Onnx.OnnxFile.Opset(Onnx.OnnxFile.Parse(f.Bytes, f.Name)));
        return new Manifest
        {
            Name = contents.Name ?? model.Name,
            Task = inner.Loss switch
            {
                LossKind.CrossEntropy => TaskKind.Classification,
                LossKind.Bce => TaskKind.Binary,
                _ => TaskKind.Regression,
            },
            Opset = (int)opset,
            MinimumOnnxRuntime = opset switch { <= 18 => "1.14", 19 => "1.15", 20 => "1.17", _ => "1.20" },
            Input = Spec(model.Input.Name, model.Input.Type, model.Input.Shape),
            Output = Spec(model.Output.Name, y.Type, y.Shape),
            Target = Spec(BundleFiles.SupportY, inner.Loss == LossKind.CrossEntropy ? DataType.Int64 : y.Type, target),
            Symbols = Symbols(model.Input.Shape, [.. y.Shape, .. target], contents.MetaGradient),
            Loss = inner.Loss,
            Inner = new InnerLoopInfo
            {
                Optimizer = inner.Ridge is not null ? InnerOptimizer.Ridge : inner.Adam is not null ? InnerOptimizer.Adam : inner.Momentum == 0 ? InnerOptimizer.Sgd : InnerOptimizer.Momentum,
                Steps = inner.Steps,
                LearningRate = inner.Ridge is null && sharing == LearningRateSharing.Single && !inner.LearnRates ? inner.LearningRate : null,
                Momentum = inner.Momentum,
                Adam = inner.Adam is { } adam ? new AdamInfo(adam.Beta1, adam.Beta2, adam.Epsilon) : null,
                Proximal = inner.Proximal,
                LearningRates = sharing,
                FirstOrder = inner.FirstOrder,
                StepFunction = contents.StepFunction,
            },
            Parameters = [.. model.Parameters.Select(p => new ParameterSpec { Name = p.Name, Type = types[p.Name], Shape = p.Shape, Adapted = adapted.Contains(p.Name), PerClass = model.PerClass.Contains(p.Name) })],
            Normalization = contents.Normalization,
            Labels = contents.Labels,
            Preprocessing = contents.Preprocessing,
            Calibration = contents.Temperature is { } temperature ? new Calibration { Temperature = temperature } : null,
            PredictionCost = RunFigures.Of(files.Single(f => f.Name == BundleFiles.Predict).Bytes, BundleFiles.Predict, model.Input.Shape[0].Symbol ?? Support),
            Metrics = contents.Metrics,
            Provenance = contents.Provenance,
            Files = files.ToDictionary(f => f.Name, f => FileDigest.Of(f.Bytes), StringComparer.Ordinal),
        };
    }

    /// <summary>What the symbols of the graphs mean, only those that they have.</summary>
    private static Dictionary<string, string> Symbols(Shape input, IEnumerable<Dim> others, bool metaGradient)
    {
        var examples = input[0].Symbol;
        var symbols = input.Concat(others).SelectMany(d => d.Symbols).Distinct().ToDictionary(
            s => s, s => s == examples ? "examples per prediction" : s == Adaptation.ClassRows.Classes ? "classes" : s == Support ? "support examples" : "free length", StringComparer.Ordinal);
        if (metaGradient && examples is not null) symbols[Query] = "query examples";
        return symbols;
    }

    private static TensorSpec Spec(string name, DataType type, Shape shape) => new()
    {
        Name = name,
        Type = type switch
        {
            DataType.Float32 => ElementType.Float32,
            DataType.Int64 => ElementType.Int64,
            _ => throw new ExporterException($"'{name}' is {type}; a bundle's inputs and outputs are Float32 or Int64. Export the model in float32."),
        },
        Shape = [.. shape.Select(d => d.IsKnown ? new Dimension(d.Factor) : new Dimension(d.ToString()))],
    };
}
