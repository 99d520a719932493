using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Engines;
using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Trainer.Torch.Tests;

/// <summary>The engine against the engine <c>onnx</c>, and against itself where it goes task by task.</summary>
public sealed class EngineTests
{
    public static TheoryData<string> Loops => [.. Inner.Keys];

    private static readonly Dictionary<string, Func<InnerLoopSpec, InnerLoopSpec>> Inner = new()
    {
        ["plain"] = s => s,
        ["first order"] = s => s with { FirstOrder = true },
        ["momentum"] = s => s with { Momentum = 0.5 },
        ["head only"] = s => s with { Adapt = ["head.*"] },
        ["body only"] = s => s with { Adapt = ["conv*", "norm*"] },
        ["one learned rate"] = s => s with { LearnRates = true },
        ["learned rates of parameters"] = s => s with { LearnRates = true, RateSharing = LearningRateSharing.PerParameter },
        ["learned rates of steps"] = s => s with { LearnRates = true, RateSharing = LearningRateSharing.PerParameterAndStep },
        ["learned rates of elements"] = s => s with { LearnRates = true, RateSharing = LearningRateSharing.PerElement },
        ["Adam"] = s => s with { Adam = new AdamMoments(), LearningRate = 0.02 },
        ["Adam, first order"] = s => s with { Adam = new AdamMoments(), LearningRate = 0.02, FirstOrder = true },
        ["drawn back to the start"] = s => s with { Proximal = 0.7, Momentum = 0.5 },
        ["displacement"] = s => s with { FirstOrder = true, Outer = new OuterObjective { Direction = OuterDirection.Displacement } },
        ["losses along the steps"] = s => s with { Outer = new OuterObjective { WeightedSteps = [0, 1, 2] } },
        ["the loss before the steps"] = s => s with { Outer = new OuterObjective { WeightedSteps = [0] } },
        ["displacement with fixed rates of parameters"] = s => s with { FirstOrder = true, RateSharing = LearningRateSharing.PerParameter, Outer = new OuterObjective { Direction = OuterDirection.Displacement } },
        ["minibatches"] = s => s with { Steps = 3, Minibatch = 2 },
        ["minibatches, displacement"] = s => s with { Steps = 3, Minibatch = 2, FirstOrder = true, Outer = new OuterObjective { Direction = OuterDirection.Displacement } },
        ["implicit"] = s => s with { FirstOrder = true, Proximal = 2, Outer = new OuterObjective { Direction = OuterDirection.Implicit, ConjugateSteps = 3 } },
        ["fixed rates of parameters"] = s => s with { RateSharing = LearningRateSharing.PerParameter },
    };

    [TorchTheory, MemberData(nameof(Loops))]
    public void Every_kind_of_inner_loop_gives_what_the_engine_onnx_gives_batched_or_not(string name)
    {
        var inner = Inner[name](new InnerLoopSpec { Loss = LossKind.CrossEntropy, Steps = 2, LearningRate = 0.4 });
        var model = Images.Net(NormalizationKind.Batch, Downsampling.Stride);
        // Adam makes steps of full size of gradients that are hardly more than rounding; in double precision it is held to 1e-9 (HeadsAndStatisticsTests).
        AssertEqual(model, inner, Images.Tasks(model, 5), inner.Adam is null ? 2e-4 : 2e-3);
    }

    [TorchTheory]
    [InlineData(NormalizationKind.None, Downsampling.MaxPool)]
    [InlineData(NormalizationKind.Batch, Downsampling.MaxPool)]
    [InlineData(NormalizationKind.Layer, Downsampling.Stride)]
    [InlineData(NormalizationKind.Instance, Downsampling.MaxPool)]
    [InlineData(NormalizationKind.Group, Downsampling.Stride)]
    public void Every_convolutional_net_gives_what_the_engine_onnx_gives(NormalizationKind normalization, Downsampling downsampling)
    {
        var model = Images.Net(normalization, downsampling);
        AssertEqual(model, new InnerLoopSpec { Loss = LossKind.CrossEntropy, Steps = 1, LearningRate = 0.1 }, Images.Tasks(model, 3), 5e-4);
    }

    [TorchTheory]
    [InlineData(Activation.Relu, LossKind.Mse)]
    [InlineData(Activation.Tanh, LossKind.Mse)]
    [InlineData(Activation.Sigmoid, LossKind.Bce)]
    public void Every_perceptron_gives_what_the_engine_onnx_gives(Activation activation, LossKind loss)
    {
        var model = new MlpSpec(1, [20, 20], 1) { Activation = activation }.Build(3);
        var tasks = Enumerable.Range(0, 4).Select(i => new SinusoidTasks().Sample(Split.Train, new EpisodeShape(1, 5, 7), new SeededRandom((ulong)i))).ToArray();
        AssertEqual(model, new InnerLoopSpec { Loss = loss, Steps = 3, LearningRate = 0.01 }, tasks, 1e-4);
    }

    [TorchFact]
    public void The_same_batch_gives_the_same_bits()
    {
        var model = Images.Net(NormalizationKind.Batch, Downsampling.Stride);
        var inner = new InnerLoopSpec { Loss = LossKind.CrossEntropy, Steps = 2, LearningRate = 0.4 };
        var first = Computed.By(model, inner, Images.Tasks(model, 4), new EngineOptions { TasksPerRun = 4, Threads = 2 });
        Assert.Equal(first.Gradient, Computed.By(model, inner, Images.Tasks(model, 4), new EngineOptions { TasksPerRun = 4, Threads = 2 }).Gradient);
    }

    [TorchFact]
    public void A_batch_divides_into_runs_evenly_and_losses_come_without_gradients_too()
    {
        var model = Images.Net(NormalizationKind.Batch, Downsampling.Stride);
        var inner = new InnerLoopSpec { Loss = LossKind.CrossEntropy, Steps = 2, LearningRate = 0.4 };
        var whole = Computed.By(model, inner, Images.Tasks(model, 5), new EngineOptions { TasksPerRun = 5, Precision = Precision.Float64 });
        var parts = Computed.By(model, inner, Images.Tasks(model, 5), new EngineOptions { TasksPerRun = 2, Precision = Precision.Float64 });
        Close.Assert([(whole.Gradient.Doubles(), parts.Gradient.Doubles())], 1e-6);
        using var engine = EngineProviders.RequireTorch().NewEngine(model, inner, new EngineOptions { TasksPerRun = 5, Precision = Precision.Float64 });
        Assert.Equal(whole.Result.Tasks, engine.Evaluate(Images.Tasks(model, 5), InitialParameters.Of(engine.Layout, model, inner)).Tasks);
    }

    [TorchFact]
    public void Tasks_of_one_run_have_one_size_and_a_device_that_is_not_there_is_refused()
    {
        var model = new MlpSpec(1, [4], 1).Build(1);
        var inner = new InnerLoopSpec { Loss = LossKind.Mse, Steps = 1 };
        var torch = EngineProviders.RequireTorch();
        using var engine = torch.NewEngine(model, inner, new EngineOptions { TasksPerRun = 2 });
        Episode[] tasks = [.. new[] { 2, 3 }.Select(shots => new SinusoidTasks().Sample(Split.Train, new EpisodeShape(1, shots, 3), new SeededRandom(1)))];
        var parameters = InitialParameters.Of(engine.Layout, model, inner);
        Assert.Contains("must have equally many examples", Assert.Throws<ArgumentException>(() => engine.Evaluate(tasks, parameters)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => engine.Evaluate([], parameters));
        if (torch.Probe().Devices.Any(d => d.Device == ComputeDevice.Cuda)) return;
        var error = Assert.Throws<NotSupportedException>(() => torch.NewEngine(model, inner, new EngineOptions { Device = ComputeDevice.Cuda }));
        Assert.Contains("--device cpu", error.Message, StringComparison.Ordinal);
    }

    [TorchTheory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_minibatch_of_more_examples_than_a_task_has_is_refused(int tasksPerRun)
    {
        var model = Images.Net(NormalizationKind.Layer, Downsampling.Stride);
        var inner = new InnerLoopSpec { Loss = LossKind.CrossEntropy, Steps = 1, Minibatch = 4 };
        var error = Assert.Throws<ArgumentException>(() => Computed.By(model, inner, Images.Tasks(model, 3), new EngineOptions { TasksPerRun = tasksPerRun }));
        Assert.Contains("Minibatches of 4 need as many support examples or more, got 3. Take more shots or a smaller minibatch.", error.Message, StringComparison.Ordinal);
    }

    [TorchFact]
    public void A_bias_that_a_normalisation_removes_has_no_gradient_and_no_noise_of_one()
    {
        var model = Images.Net(NormalizationKind.Batch, Downsampling.Stride);
        var computed = Computed.By(model, new InnerLoopSpec { Loss = LossKind.CrossEntropy, Steps = 1, LearningRate = 0.4 }, Images.Tasks(model, 3), new EngineOptions { TasksPerRun = 3 });
        float[] Of(string name) => computed.Layout.Slots.Single(slot => slot.Name == "theta." + name) is var slot ? computed.Gradient[slot.Offset..(slot.Offset + slot.Length)] : [];
        Assert.All([.. Of("conv1.bias"), .. Of("conv2.bias")], g => Assert.Equal(0, g));
        Assert.All(Of("norm1.bias"), g => Assert.NotEqual(0, g));
    }

    [TorchFact]
    public void Memory_that_runs_out_is_said_with_the_number_of_tasks_that_fit()
    {
        // The layer of such a task has 160 TB, more than a process can address.
        var model = new MlpSpec(1, [2_000_000], 1).Build(1);
        var inner = new InnerLoopSpec { Loss = LossKind.Mse, Steps = 1 };
        var task = new Episode(new ExampleSet(2, [1], TargetKind.Values, [1]), new ExampleSet(20_000_000, [1], TargetKind.Values, [1]));
        var error = Assert.Throws<TrainingException>(() => Computed.By(model, inner, [task], new EngineOptions()));
        Assert.StartsWith("A single task does not fit the memory of cpu. Use a smaller model", error.Message, StringComparison.Ordinal);
        Assert.Contains("160000000000000 bytes", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("The last checkpoint is untouched.", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Losses, accuracies and meta-gradients of both engines are as close as the tolerance says, task by task and in one pass.</summary>
    internal static void AssertEqual(ForwardModel model, InnerLoopSpec inner, Episode[] tasks, double tolerance, long? ways = null)
    {
        var classes = inner.Loss == LossKind.CrossEntropy;
        using var onnx = new OnnxEngine(MetaGradientModel.Write(model, inner, classes, inner.Minibatch is null ? null : tasks[0].Support.Count, ways: ways));
        var parameters = InitialParameters.Of(onnx.Layout, model, inner);
        var gradient = new ParameterVector(onnx.Layout);
        if (inner.Outer.WeightedSteps is { } counted) onnx.WeighSteps(Computed.Weights(counted));
        var expected = onnx.Compute(tasks, parameters, gradient);
        foreach (var tasksPerRun in new[] { 1, tasks.Length })
        {
            var found = Computed.By(model, inner, tasks, new EngineOptions { TasksPerRun = tasksPerRun });
            Assert.Equal(onnx.Layout.Slots.Select(s => (s.Name, s.Offset)), found.Layout.Slots.Select(s => (s.Name, s.Offset)));
            Close.Assert([([.. expected.Tasks.Select(t => t.Loss)], [.. found.Result.Tasks.Select(t => t.Loss)])], tolerance);
            Assert.Equal(expected.Tasks.Select(t => t.Accuracy), found.Result.Tasks.Select(t => t.Accuracy));
            foreach (var kind in new[] { "theta.", "lr" })
            {
                var slots = onnx.Layout.Slots.Where(s => s.Name.StartsWith(kind, StringComparison.Ordinal)).ToList();
                if (slots.Count == 0 || (kind == "lr" && !inner.LearnRates)) continue;
                Close.Assert(slots.Select(s => (gradient[s].ToArray().Doubles(), found.Gradient.AsSpan(s.Offset, s.Length).ToArray().Doubles())), tolerance);
            }
        }
    }
}
