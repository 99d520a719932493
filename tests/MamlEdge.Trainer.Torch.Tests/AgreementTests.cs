using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Engines;
using MamlEdge.Trainer.Optimizers;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Torch.Tests;

/// <summary>
/// The engines along a training. Each by itself would drift apart, because every step adds rounding and the next ones make it grow; so both
/// compute every iteration at the parameters that the engine <c>onnx</c> has come to.
/// </summary>
public sealed class AgreementTests
{
    [TorchFact]
    public void Losses_and_meta_gradients_agree_at_every_one_of_50_iterations()
    {
        var model = Images.Net(NormalizationKind.Batch, Downsampling.Stride);
        var inner = new InnerLoopSpec { Loss = LossKind.CrossEntropy, Steps = 1, LearningRate = 0.4, LearnRates = true, RateSharing = LearningRateSharing.PerParameter };
        using var onnx = new OnnxEngine(MetaGradientModel.Write(model, inner, queryOutput: true));
        using var torch = EngineProviders.RequireTorch().NewEngine(model, inner, new EngineOptions { TasksPerRun = 4, Threads = 1 });
        using var exact = EngineProviders.RequireTorch().NewEngine(model, inner, new EngineOptions { TasksPerRun = 4, Threads = 1, Precision = Precision.Float64 });
        var parameters = InitialParameters.Of(onnx.Layout, model, inner);
        var adam = new Adam(parameters.Values.Length);
        var tasks = Images.Tasks(model, 200);
        var first = onnx.Compute(tasks[..4], parameters, new ParameterVector(onnx.Layout)).Loss;
        foreach (var batch in tasks.Chunk(4))
        {
            var results = new[] { onnx, torch, exact }.Select(engine =>
            {
                var gradient = new ParameterVector(engine.Layout);
                return (engine.Compute(batch, parameters, gradient).Loss, Gradient: gradient.Values);
            }).ToArray();
            var (loss, expected) = results[2];
            foreach (var (found, gradient) in results[..2])
            {
                Assert.Equal(loss, found, 1e-5 * loss);
                Close.Assert([(expected.Doubles(), gradient.Doubles())], 1e-4);
            }

            adam.Update(parameters.Values, results[0].Gradient, 1e-3);
        }

        // It was a training, not 50 times the same.
        Assert.InRange(onnx.Evaluate(tasks[..4], parameters).Loss, 0, 0.7 * first);
    }
}
