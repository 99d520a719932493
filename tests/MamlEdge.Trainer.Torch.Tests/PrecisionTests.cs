using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Models;
using MamlEdge.Exporter.Operators;
using MamlEdge.Trainer.Engines;

namespace MamlEdge.Trainer.Torch.Tests;

/// <summary>Mixed precision against float32, on the processor.</summary>
public sealed class PrecisionTests
{
    /// <summary>Half the distance from 1 to the next bfloat16, which has 8 bits of mantissa, one of them implied.</summary>
    private const double Rounding = 1.0 / 256;

    [TorchTheory]
    [InlineData(257, 256)]
    [InlineData(4096, 4096)]
    public void Products_sum_in_float32_and_come_out_as_bfloat16(int count, double expected)
    {
        // Ones summed in bfloat16 would end at 256; as float32 without rounding, 257 would stay what it is.
        var graph = new Graph();
        var (x, w) = (graph.NewInput("x", DataType.Float32, Shape.Of(1, count)), graph.NewInput("w", DataType.Float32, Shape.Of(count, 1)));
        var function = new Function([x, w], [new("y", x.Times(w)), new("sum", x.Sum())]);
        Tensor Ones(params long[] dims) => new(DataType.Float32, dims, [.. Enumerable.Repeat(1.0, count)]);
        var results = EngineProviders.RequireTorch().Run(
            function, new Dictionary<string, Tensor> { ["x"] = Ones(1, count), ["w"] = Ones(count, 1) }, new EngineOptions { Precision = Precision.BFloat16 });
        Assert.Equal(expected, Assert.Single(results["y"].Values));
        Assert.Equal(count, Assert.Single(results["sum"].Values));
    }

    [TorchTheory]
    [InlineData(NormalizationKind.None, Downsampling.MaxPool, 1)]
    [InlineData(NormalizationKind.Batch, Downsampling.Stride, 1)]
    [InlineData(NormalizationKind.Layer, Downsampling.Stride, 2)]
    public void Losses_and_meta_gradients_keep_within_the_rounding_of_bfloat16(NormalizationKind normalization, Downsampling downsampling, int steps)
    {
        var model = Images.Net(normalization, downsampling);
        var inner = new InnerLoopSpec { Loss = LossKind.CrossEntropy, Steps = steps, LearningRate = 0.1 };
        foreach (var tasksPerRun in new[] { 1, 4 })
        {
            var single = Computed.By(model, inner, Images.Tasks(model, 4), new EngineOptions { TasksPerRun = tasksPerRun });
            var mixed = Computed.By(model, inner, Images.Tasks(model, 4), new EngineOptions { TasksPerRun = tasksPerRun, Precision = Precision.BFloat16 });
            Assert.Equal(single.Result.Loss, mixed.Result.Loss, Rounding / 10 * single.Result.Loss);
            // The products of a pass and of its two backward passes each add a rounding; without any, the distance is 1e-6.
            Assert.InRange(Distance(single.Gradient, mixed.Gradient), Rounding / 10, 4 * Rounding);
        }
    }

    [TorchFact]
    public void Both_batchings_of_mixed_precision_agree()
    {
        var model = Images.Net(NormalizationKind.Batch, Downsampling.Stride);
        var inner = new InnerLoopSpec { Loss = LossKind.CrossEntropy, Steps = 1, LearningRate = 0.1 };
        float[] Gradient(int tasksPerRun) => Computed.By(model, inner, Images.Tasks(model, 4), new EngineOptions { TasksPerRun = tasksPerRun, Precision = Precision.BFloat16 }).Gradient;
        Assert.InRange(Distance(Gradient(1), Gradient(4)), 0, 2 * Rounding);
    }

    /// <summary>The norm of the difference, relative to the norm of what is expected.</summary>
    private static double Distance(float[] expected, float[] found) => Math.Sqrt(
        expected.Zip(found, (e, f) => Math.Pow(e - f, 2)).Sum() / expected.Sum(e => Math.Pow(e, 2)));
}
