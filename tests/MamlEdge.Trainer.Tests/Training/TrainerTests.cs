using MamlEdge.Bundle;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Evaluation;
using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Tests.Tasks;
using MamlEdge.Trainer.Training;
using static MamlEdge.Trainer.Training.Trainer;

namespace MamlEdge.Trainer.Tests.Training;

/// <summary>From settings to a bundle on the device runtime, on models small enough to train in a test.</summary>
public sealed class TrainerTests
{
    private static readonly TrainingSettings Sinusoid = TrainingDefaults.For("sinusoid") with
    {
        Model = new MlpSpec(1, [16, 16], 1),
        MetaBatch = 6,
        Iterations = 20,
        LogEvery = 5,
        CheckpointEvery = 10,
        ValidateEvery = 10,
        ValidationEpisodes = 8,
    };

    [Theory]
    [InlineData(1, null)]
    [InlineData(4, null)]
    [InlineData(4, 3)]
    public void Ten_iterations_and_ten_more_after_a_resume_equal_twenty_to_the_bit(int tasksPerRun, int? minibatch)
    {
        using var folder = new TestFolder();
        var settings = Sinusoid with { TasksPerRun = tasksPerRun, Inner = Sinusoid.Inner with { Minibatch = minibatch, Steps = 2 } };
        Run(settings, folder["straight"]);

        using var stop = new CancellationTokenSource();
        var tasks = new StoppingTasks(stop, afterEpisodes: 10 * Sinusoid.MetaBatch);
        var interrupted = Run(settings with { Threads = 1 }, tasks, folder["parts"], cancellation: stop.Token);
        Assert.Equal(TrainingStatus.Interrupted, interrupted.Status);
        Assert.InRange(interrupted.Iteration, 1, 19);
        var resumed = Run(settings with { Threads = 2 }, folder["parts"], resume: true);

        Assert.Equal((TrainingStatus.Completed, 20L), (resumed.Status, resumed.Iteration));
        var (one, two) = (Safetensors.Read(Path.Combine(folder["straight"], "checkpoint.safetensors")), Safetensors.Read(Path.Combine(folder["parts"], "checkpoint.safetensors")));
        Assert.Equal(one.Entries.Select(e => e.Name), two.Entries.Select(e => e.Name));
        Assert.All(one.Entries, entry => Assert.Equal(entry.Tensor.Data.ToArray(), two[entry.Name].Data.ToArray()));
        Assert.Equal(Lines(folder["straight"]), Lines(folder["parts"]));
        Assert.Equal([5, 10, 15, 20], Lines(folder["parts"]).Select(line => line.Iteration));
    }

    [Fact]
    public void A_run_is_not_trained_by_two_at_once()
    {
        using var folder = new TestFolder();
        Run(Sinusoid with { Iterations = 10 }, folder["run"]);
        var before = File.ReadAllBytes(folder["run/checkpoint.safetensors"]);
        using (RunFolder.Open(folder["run"]).Hold())
        {
            var error = Assert.Throws<TrainingException>(() => Run(Sinusoid with { Iterations = 10 }, folder["run"], resume: true));
            Assert.Contains("Another training is at work", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(before, File.ReadAllBytes(folder["run/checkpoint.safetensors"]));
        Assert.Equal(TrainingStatus.Completed, Run(Sinusoid with { Iterations = 10 }, folder["run"], resume: true).Status);
    }

    [Fact]
    public void A_run_starts_from_the_parameters_of_another_run_or_of_a_bundle_of_the_same_model()
    {
        using var folder = new TestFolder();
        Run(Sinusoid, folder["first"]);
        BundleWriter.Write(folder["first.maml"], TrainedRun.Open(folder["first"]).ToBundle());
        var learned = Safetensors.Read(folder["first/checkpoint.safetensors"]);
        foreach (var source in new[] { "first", "first.maml" })
        {
            Run(Sinusoid with { StartFrom = folder[source], Iterations = 0, Seed = 7 }, folder["from " + source]);
            var start = Safetensors.Read(folder[$"from {source}/checkpoint.safetensors"]);
            Assert.All(start.Entries.Where(e => e.Name.StartsWith("theta.", StringComparison.Ordinal)), e => Assert.Equal(learned[e.Name].Data.ToArray(), e.Tensor.Data.ToArray()));
        }

        var error = Assert.Throws<TrainingException>(() => Run(Sinusoid with { StartFrom = folder["first"], Model = new MlpSpec(1, [16, 8], 1) }, folder["other"]));
        Assert.Contains("expected 'theta.", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["other"]));
        Assert.Throws<BundleException>(() => Run(Sinusoid with { StartFrom = folder["nothing"] }, folder["other"]));
    }

    [Theory]
    [InlineData(TaskBatching.Auto, 0, 6)]
    [InlineData(TaskBatching.Task, 1, 1)]
    [InlineData(TaskBatching.Vectorized, 3, 3)]
    public void The_way_of_batching_is_decided_once_and_repeats_to_the_bit(TaskBatching batching, int least, int most)
    {
        using var folder = new TestFolder();
        var settings = Sinusoid with { Batching = batching, Threads = 2, Iterations = 10, CheckpointEvery = 5 };
        Run(settings, folder["run"]);
        var recorded = RunFolder.Open(folder["run"]).Description.Settings;
        Assert.InRange(recorded.TasksPerRun ?? 0, Math.Max(least, 1), most);
        Assert.Equal(10, Run(settings with { Threads = 1 }, folder["run"], resume: true).Iteration);

        Run(recorded, folder["again"]);
        Assert.Equal(File.ReadAllBytes(Path.Combine(folder["run"], "run.json")), File.ReadAllBytes(Path.Combine(folder["again"], "run.json")));
        Assert.Equal(Lines(folder["run"]), Lines(folder["again"]));
        var error = Assert.Throws<TrainingException>(() => Run(settings with { TasksPerRun = 5 }, folder["run"], resume: true));
        Assert.Contains($"tasksPerRun was {recorded.TasksPerRun} and is now 5", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_device_runtime_measures_what_the_trainer_measures()
    {
        using var folder = new TestFolder();
        Run(Sinusoid with { Inner = Sinusoid.Inner with { EvaluationSteps = 2 } }, folder["run"]);
        var options = new EvaluationOptions(new EpisodeShape(1, 5, 20)) { Episodes = 40, Steps = 4 };

        var (bundle, trainer) = Evaluate(folder["run"], folder["bundle"], new SinusoidTasks(), options);

        Assert.Equal("mse", bundle.Metric);
        Assert.Equal([0, 1, 2, 3, 4], bundle.Steps.Select(step => step.Steps));
        Assert.All(bundle.Steps, step => Assert.Equal(step.Transductive, step.NonTransductive));
        Assert.Equal(trainer.Mean, bundle.Steps[2].Transductive.Mean, 1e-4 * trainer.Mean);
        Assert.Equal(trainer.Interval, bundle.Steps[2].Transductive.Interval, 1e-4 * trainer.Mean);
        Assert.True(bundle.Steps[4].Transductive.Mean < bundle.Steps[0].Transductive.Mean);
        Assert.True(bundle.AdaptMilliseconds > 0);
    }

    [Theory]
    [InlineData("maml")]
    [InlineData("fomaml")]
    public void Images_are_learned_with_learned_rates_and_ship_with_them(string algorithm)
    {
        using var folder = new TestFolder();
        OmniglotFolder.Write(folder["data"], characters: 24, images: 6);
        var defaults = TrainingDefaults.For("omniglot", 3, 1);
        var settings = defaults with
        {
            Data = folder["data"],
            Algorithm = algorithm,
            Episode = new EpisodeShape(3, 1, 2),
            Model = new ConvNetSpec(1, 28, 28, 3) { Normalization = NormalizationKind.Batch, Filters = 4, Blocks = 2 },
            Inner = defaults.Inner with { Steps = 2, EvaluationSteps = 2, LearnRates = true, RateSharing = LearningRateSharing.PerParameterAndStep },
            MetaBatch = 3,
            Iterations = 6,
            ValidateEvery = 0,
            LogEvery = 2,
        };
        Run(settings, folder["run"]);
        var run = TrainedRun.Open(folder["run"]);
        Assert.Equal(6, run.Iteration);
        Assert.NotNull(run.Inner.Rates);
        Assert.Contains(run.Inner.Rates.Values.SelectMany(rate => rate.ToFloats()), rate => rate != 0.4f);

        var options = new EvaluationOptions(new EpisodeShape(3, 1, 4)) { Episodes = 20, Steps = 4 };
        var (bundle, trainer) = Evaluate(folder["run"], folder["bundle"], OmniglotTasks.Load(folder["data"]), options);

        Assert.Equal("accuracy", bundle.Metric);
        Assert.Equal(trainer.Mean, bundle.Steps[1].Transductive.Mean, 1e-3);
        Assert.NotNull(bundle.Steps[1].NonTransductive);
        Assert.NotEqual(bundle.Steps[1].Transductive.Mean, bundle.Steps[1].NonTransductive!.Mean);
        Assert.Equal("image", run.Description.Preprocessing!.Kind);
    }

    [Fact]
    public void Algorithms_differ_and_unknown_ones_are_refused_with_the_names_of_those_there_are()
    {
        using var folder = new TestFolder();
        Run(Sinusoid with { ValidateEvery = 0 }, folder["maml"]);
        Run(Sinusoid with { ValidateEvery = 0, Algorithm = "fomaml" }, folder["fomaml"]);
        Assert.NotEqual(Lines(folder["maml"])[^1].Loss, Lines(folder["fomaml"])[^1].Loss);
        Assert.Contains("Choose one of maml, fomaml", Assert.Throws<ArgumentException>(() => Run(Sinusoid with { Algorithm = "mamel" }, folder["other"])).Message, StringComparison.Ordinal);
        Assert.Contains("Choose one of sinusoid, harmonics, ", Assert.Throws<ArgumentException>(() => Run(Sinusoid with { Task = "cosine" }, folder["other"])).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["other"]));
    }

    [Fact]
    public void A_bundle_of_other_ways_or_targets_is_refused_by_the_evaluation()
    {
        using var folder = new TestFolder();
        OmniglotFolder.Write(folder["data"], characters: 24, images: 6);
        Run(Sinusoid with { Iterations = 0 }, folder["run"]);
        BundleWriter.Write(folder["bundle"], TrainedRun.Open(folder["run"]).ToBundle());
        using var model = MetaModel.Load(folder["bundle"]);
        var error = Assert.Throws<ArgumentException>(() => BundleEvaluation.Run(model, OmniglotTasks.Load(folder["data"]), new EvaluationOptions(new EpisodeShape(3, 1, 2))));
        Assert.Contains("has class labels as targets", error.Message, StringComparison.Ordinal);
    }

    private static (EvaluationResult Bundle, Estimate Trainer) Evaluate(string runFolder, string bundleFolder, ITaskSource tasks, EvaluationOptions options)
    {
        var run = TrainedRun.Open(runFolder);
        BundleWriter.Write(bundleFolder, run.ToBundle());
        using var model = MetaModel.Load(bundleFolder);
        return (BundleEvaluation.Run(model, tasks, options), TrainerEvaluation.Run(run.Model, run.Inner, tasks, options));
    }

    private static TrainingMetrics[] Lines(string run) => [.. MetricsLog.Read(Path.Combine(run, "metrics.jsonl")).Select(line => line with { Seconds = 0 })];
}
