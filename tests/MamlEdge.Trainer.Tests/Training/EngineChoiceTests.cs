using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Models;
using MamlEdge.Exporter.Operators;
using MamlEdge.Trainer.Engines;
using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Trainer.Tests.Training;

/// <summary>What decides how a meta-batch is computed, and what run.json says of it.</summary>
public sealed class EngineChoiceTests
{
    private static readonly TrainingSettings Settings = TrainingDefaults.For("sinusoid") with { Model = new MlpSpec(1, [8], 1), MetaBatch = 6, Threads = 2 };

    [Fact]
    public void A_model_that_cannot_be_vectorized_goes_task_by_task_and_the_operator_is_named()
    {
        using var chosen = Choose(Settings, Unbatched());
        Assert.Equal(1, chosen.TasksPerRun);
        Assert.Contains("Sign 'step1/kink' depends on the task and has no batching rule", chosen.Fallback, StringComparison.Ordinal);
        using var asked = Choose(Settings with { Batching = TaskBatching.Task }, Unbatched());
        Assert.Null(asked.Fallback);
        Assert.Throws<Exporter.ExporterException>(() => Choose(Settings with { Batching = TaskBatching.Vectorized }, Unbatched()));
    }

    [Fact]
    public void Nothing_is_timed_or_counted_where_the_run_is_deterministic()
    {
        int Share(TaskBatching batching, int threads)
        {
            using var chosen = Choose(Settings with { Deterministic = true, Batching = batching, Threads = threads }, Settings.Model.Build(1));
            return chosen.TasksPerRun;
        }

        Assert.Equal((1, 6, 2), (Share(TaskBatching.Auto, 0), Share(TaskBatching.Vectorized, 0), Share(TaskBatching.Vectorized, 3)));
    }

    [Theory]
    [InlineData(Precision.BFloat16)]
    [InlineData(Precision.Float64)]
    public void A_precision_that_the_engine_lacks_is_refused(Precision precision)
    {
        var error = Assert.Throws<NotSupportedException>(() => Choose(Settings with { Precision = precision }, Settings.Model.Build(1)));
        Assert.Contains($"trains in float32 only, got {precision.ToString().ToLowerInvariant()}. Use --precision float32, or --engine torch", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_decided_for_one_engine_does_not_bind_the_other()
    {
        using var folder = new TestFolder();
        var part = new RunPart(0, EngineKind.Onnx, ComputeDevice.Cpu, Precision.Float32, 1, "an operator");
        RunFolder.New(folder["run"], Settings).Start(null, Settings with { TasksPerRun = 1 }, part: part);
        var run = RunFolder.Open(folder["run"]);
        Assert.Equal(1, run.Description.Settings.TasksPerRun);
        Assert.Equal((1, null), (run.TasksPerRunOf(EngineKind.Onnx), run.TasksPerRunOf(EngineKind.Torch)));
        run.Continue(part with { From = 10, Fallback = null });
        Assert.Equal("an operator", Assert.Single(RunFolder.Open(folder["run"]).Description.Parts).Fallback);

        var other = new RunPart(20, EngineKind.Torch, ComputeDevice.Cpu, Precision.BFloat16, 6);
        run.Continue(other);
        var reopened = RunFolder.Open(folder["run"]);
        Assert.Equal([part, other], reopened.Description.Parts);
        Assert.Equal((1, 6), (reopened.TasksPerRunOf(EngineKind.Onnx), reopened.TasksPerRunOf(EngineKind.Torch)));
        Assert.Null(reopened.Description.Fallback);

        reopened.RequireSame(Settings with { Engine = EngineKind.Torch, Batching = TaskBatching.Vectorized, TasksPerRun = 6 });
        Assert.Contains("batching was", Assert.Throws<TrainingException>(() => reopened.RequireSame(Settings with { Batching = TaskBatching.Vectorized })).Message, StringComparison.Ordinal);
        Assert.Contains("deterministic was", Assert.Throws<TrainingException>(() => reopened.RequireSame(Settings with { Deterministic = true })).Message, StringComparison.Ordinal);
    }

    private static ChosenEngine Choose(TrainingSettings settings, ForwardModel model) => EngineChoice.Choose(model, settings.Inner.ToSpec(1, settings.Model), settings, new SinusoidTasks());

    /// <summary>y = w x + sign(w x), with an operator that is like Sign but has no batching rule.</summary>
    private static ForwardModel Unbatched()
    {
        var graph = new Graph();
        var (x, w) = (graph.NewInput("x", DataType.Float32, new Shape(Dim.Of("N"), 1)), graph.NewInput("w", DataType.Float32, Shape.Of(1, 1)));
        var product = x.Times(w);
        var kink = graph.Add(Elementwise.Sign with { Batching = null }, [product], name: "kink");
        return new("kinked", new Function([x, w], [new("y", product + kink)]), [new("w", [1, 1], [0.5f])]);
    }
}
