using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Models;
using MamlEdge.Exporter.Onnx;
using MamlEdge.Exporter.Operators;
using MamlEdge.Exporter.Transforms;

namespace MamlEdge.Exporter.Bundles;

/// <summary>The model and the inner loop of a bundle, read back from its files: for checks and for exporting it again.</summary>
public sealed record BundleModel(ForwardModel Model, InnerLoopSpec Inner)
{
    /// <summary>Reads <c>predict.onnx</c>, <c>theta.safetensors</c> and the manifest.</summary>
    /// <exception cref="BundleException">A file is missing or damaged.</exception>
    /// <exception cref="ExporterException">The files do not fit together.</exception>
    public static BundleModel Read(BundleReader bundle)
    {
        var manifest = bundle.Manifest;
        var theta = Safetensors.Read(bundle.Read(BundleFiles.Theta), BundleFiles.Theta);
        var predict = OnnxReader.Read(OnnxFile.Parse(bundle.Read(BundleFiles.Predict), BundleFiles.Predict));
        var rewriter = new Rewriter(new Graph());
        var inputs = new List<Value> { rewriter.Copy(predict.Input(manifest.Input.Name)) };
        foreach (var parameter in manifest.Parameters)
        {
            var input = predict.Input(BundleFiles.ThetaInput(parameter.Name));
            inputs.Add(rewriter.Target.NewInput(parameter.Name, input.Type, input.Shape));
            rewriter.Replace(input, inputs[^1]);
        }

        foreach (var constant in predict.Reachable().Where(v => v.Op == Leaves.Initializer))
            rewriter.Replace(constant, rewriter.Target.NewConstant(constant.Attributes.Tensor("value"), constant.Name));
        var function = new Function(inputs, [new(manifest.Output.Name, rewriter.Copy(predict.Result(manifest.Output.Name)))]);
        var model = new ForwardModel(manifest.Name, function, [.. manifest.Parameters.Select(p => new Parameter(p.Name, p.Shape, theta[p.Name].ToFloats()))]);
        return new BundleModel(model, Loop(manifest, theta, ForwardForms.StatisticsOf(function)));
    }

    private static InnerLoopSpec Loop(Manifest manifest, SafetensorsFile theta, IReadOnlyList<string> statistics)
    {
        var inner = manifest.Inner;
        string[] personal = [.. manifest.Parameters.Where(p => p.Adapted).Select(p => p.Name)];
        var perStep = personal.Where(p => theta.TryGet(StepValues.Prefix + p, out _) && manifest.Parameters.All(other => other.Name != StepValues.Prefix + p)).ToArray();
        var adapted = personal.Except(statistics).Except(perStep).ToArray();
        var single = inner.LearningRate is null && theta.TryGet("lr", out var rate) ? rate.Tensor.ToFloats()[0] : inner.LearningRate;
        return new InnerLoopSpec
        {
            Loss = manifest.Loss,
            Steps = inner.Steps,
            Momentum = inner.Momentum,
            Adam = inner.Adam is { } adam ? new AdamMoments(adam.Beta1, adam.Beta2, adam.Epsilon) : null,
            Proximal = inner.Proximal,
            SupportStatistics = manifest.Normalization == NormalizationKind.Support,
            LearningRate = single ?? 0,
            Adapt = adapted,
            PerStep = perStep,
            StepValues = perStep.Length == 0 ? null : perStep.ToDictionary(p => p, p => theta[StepValues.Prefix + p], StringComparer.Ordinal),
            RateSharing = inner.LearningRates,
            Ridge = inner.Optimizer == InnerOptimizer.Ridge ? new RidgeHead() : null,
            Rates = inner.Optimizer == InnerOptimizer.Ridge
                ? new[] { RidgeHead.PenaltyName, RidgeHead.ScaleName }.ToDictionary(n => n, n => theta["lr." + n], StringComparer.Ordinal)
                : inner.LearningRates == LearningRateSharing.Single ? null : adapted.ToDictionary(p => p, p => theta["lr." + p], StringComparer.Ordinal),
            FirstOrder = inner.FirstOrder,
        };
    }
}
