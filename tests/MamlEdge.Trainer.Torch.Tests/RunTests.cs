using System.Diagnostics;
using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Engines;
using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Tests.Training;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Trainer.Torch.Tests;

/// <summary>Training runs: their memory, their checkpoints, and what run.json says.</summary>
public sealed class RunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mamledge-").FullName;

    [TorchFact]
    public void Memory_stays_flat()
    {
        var model = new MlpSpec(1, [300, 300], 1).Build(1);
        var inner = new InnerLoopSpec { Loss = LossKind.Mse, Steps = 2 };
        Episode[] tasks = [.. Enumerable.Range(0, 2).Select(i => new SinusoidTasks().Sample(Split.Train, new EpisodeShape(1, 5, 5), new SeededRandom((ulong)i)))];
        using var engine = EngineProviders.RequireTorch().NewEngine(model, inner, new EngineOptions { TasksPerRun = 2, Threads = 1 });
        var parameters = InitialParameters.Of(engine.Layout, model, inner);
        var gradient = new ParameterVector(engine.Layout);
        long After(int iterations)
        {
            for (var i = 0; i < iterations; i++) engine.Compute(tasks, parameters, gradient);
            GC.Collect();
            GC.WaitForPendingFinalizers();
            using var process = Process.GetCurrentProcess();
            return process.WorkingSet64;
        }

        // One copy of the parameters left over each time would be 360 kB, in every round; what else the process takes comes once.
        long[] sizes = [After(100), After(150), After(150), After(150)];
        Assert.InRange(sizes.Zip(sizes.Skip(1), (before, after) => after - before).Min(), long.MinValue, 15_000_000);
    }

    [TorchTheory]
    [InlineData(EngineKind.Onnx, EngineKind.Torch)]
    [InlineData(EngineKind.Torch, EngineKind.Onnx)]
    public void A_run_goes_on_with_the_other_engine(EngineKind first, EngineKind second)
    {
        Run("mixed", Settings with { Engine = first }, resume: false, stopAfter: 30);
        var mixed = Run("mixed", Settings with { Engine = second }, resume: true);
        var straight = Run("straight", Settings with { Engine = first }, resume: false);

        Close.Assert(straight.Model.Parameters.Zip(mixed.Model.Parameters, (a, b) => (a.Values.Doubles(), b.Values.Doubles())), 1e-3);
        Assert.Equal(60, mixed.Iteration);
    }

    [TorchFact]
    public void A_run_decides_anew_how_many_tasks_go_in_one_pass_where_the_other_engine_goes_on()
    {
        Run("mixed", Settings with { Engine = EngineKind.Onnx, Batching = TaskBatching.Task }, resume: false, stopAfter: 20);
        var recorded = RunFolder.Open(Path.Combine(_folder, "mixed")).Description.Settings;
        Assert.Equal(1, recorded.TasksPerRun);
        Run("mixed", recorded with { Engine = EngineKind.Torch, Batching = TaskBatching.Vectorized, Precision = Precision.BFloat16 }, resume: true, stopAfter: 20);
        var run = Run("mixed", recorded, resume: true);
        Assert.Equal(
            [(EngineKind.Onnx, Precision.Float32, 1), (EngineKind.Torch, Precision.BFloat16, Settings.MetaBatch), (EngineKind.Onnx, Precision.Float32, 1)],
            run.Description.Parts.Select(p => (p.Engine, p.Precision, p.TasksPerRun)));
        Assert.Equal("onnx, torch", run.ToBundle().Provenance!.Engine);
        var starts = run.Description.Parts.Select(p => p.From).ToArray();
        Assert.True(starts[0] == 0 && starts[1] > 0 && starts[2] > starts[1] && run.Iteration == 60);
    }

    [TorchFact]
    public void A_deterministic_run_repeats_to_the_bit_whatever_the_threads_and_over_a_resume()
    {
        // Long enough for libtorch to split its sums by thread: without the mode the last bits differ.
        var settings = Settings with { Engine = EngineKind.Torch, Deterministic = true, Model = new MlpSpec(1, [4], 1), Episode = new EpisodeShape(1, 5, 40_000), MetaBatch = 2, Iterations = 6, LogEvery = 1, Batching = TaskBatching.Task };
        (byte[] Values, double[] Losses) Results(string name, int threads, int stopAfter)
        {
            Run(name, settings with { Threads = threads }, resume: false, stopAfter);
            Run(name, settings with { Threads = threads }, resume: true);
            var run = RunFolder.Open(Path.Combine(_folder, name));
            return ([.. Safetensors.Read(run.CheckpointFile).Entries.SelectMany(e => e.Tensor.Data.ToArray())], [.. MetricsLog.Read(run.MetricsFile).Select(line => line.Loss)]);
        }

        var (one, two) = (Results("one", 1, 100), Results("two", 2, 4));
        Assert.Equal(6, one.Losses.Length);
        Assert.Equal(one.Losses, two.Losses);
        Assert.Equal(one.Values, two.Values);
    }

    [TorchFact]
    public void Deterministic_runs_on_a_gpu_are_refused()
    {
        var model = new MlpSpec(1, [4], 1).Build(1);
        var error = Assert.Throws<NotSupportedException>(() => EngineProviders.RequireTorch().NewEngine(
            model, new InnerLoopSpec { Loss = LossKind.Mse, Steps = 1 }, new EngineOptions { Device = ComputeDevice.Cuda, Deterministic = true }));
        Assert.Contains("no deterministic mode on CUDA", error.Message, StringComparison.Ordinal);
    }

    [TorchFact]
    public void The_run_says_which_engine_it_used_and_how_many_tasks_went_in_one_pass()
    {
        var run = Run("run", Settings with { Engine = EngineKind.Torch, Batching = TaskBatching.Vectorized }, resume: false);
        Assert.Equal(EngineKind.Torch, run.Description.Settings.Engine);
        Assert.Equal(Settings.MetaBatch, run.Description.Settings.TasksPerRun);
        Assert.Equal("torch", run.ToBundle().Provenance!.Engine);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static TrainingSettings Settings => TrainingDefaults.For("sinusoid", null, null) with { Iterations = 60, MetaBatch = 5, Seed = 7, LogEvery = 10, ValidateEvery = 0, Batching = TaskBatching.Vectorized };

    private TrainedRun Run(string name, TrainingSettings settings, bool resume, int stopAfter = 1000)
    {
        using var stop = new CancellationTokenSource();
        var folder = Path.Combine(_folder, name);
        Training.Trainer.Run(settings, new StoppingTasks(stop, stopAfter * settings.MetaBatch), folder, resume, cancellation: stop.Token);
        return TrainedRun.Open(folder);
    }
}
