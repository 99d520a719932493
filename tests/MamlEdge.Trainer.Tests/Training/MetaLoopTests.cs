using System.Text.Json.Nodes;
using MamlEdge.Bundle;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Engines;
using MamlEdge.Trainer.Optimizers;
using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Tests.Engines;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Trainer.Tests.Training;

public sealed class MetaLoopTests
{
    private static readonly TrainingSettings Settings = new()
    {
        Task = "sinusoid",
        Episode = new EpisodeShape(1, 5, 10),
        Model = new MlpSpec(1, [], 1),
        Inner = new InnerSettings { Loss = LossKind.Mse, LearningRate = 0.01, Steps = 1, EvaluationSteps = 1 },
        MetaBatch = 4,
        Iterations = 20,
        OuterRate = new CosineSchedule(0.1, 0.001),
        Clip = new GradientClip(Norm: 5),
        LogEvery = 3,
        CheckpointEvery = 4,
        ValidateEvery = 7,
        ValidationEpisodes = 6,
    };

    [Fact]
    public void Ten_iterations_and_ten_more_after_a_resume_equal_twenty_to_the_bit()
    {
        using var folder = new TestFolder();
        var straight = Run(folder["straight"], Settings);

        using var stop = new CancellationTokenSource();
        var computed = 0;
        var first = Run(folder["parts"], Settings, computing: () => { if (++computed == 10) stop.Cancel(); }, cancellation: stop.Token);
        Assert.Equal((TrainingStatus.Interrupted, 10L), (first.Status, first.State.Iteration));
        var second = Run(folder["parts"], Settings, resume: true);

        Assert.Equal((TrainingStatus.Completed, 20L), (second.Status, second.State.Iteration));
        Assert.Equal(straight.State.Parameters.Values, second.State.Parameters.Values);
        Assert.Equal(straight.State.Optimizer.SecondMoment, second.State.Optimizer.SecondMoment);
        AssertSameLines(folder["straight"], folder["parts"]);
        Assert.Equal([3, 6, 7, 9, 12, 14, 15, 18, 20], Lines(folder["parts"]).Select(line => line.Iteration));
    }

    [Fact]
    public void A_run_killed_between_checkpoints_resumes_without_duplicate_or_lost_lines()
    {
        using var folder = new TestFolder();
        var straight = Run(folder["straight"], Settings);
        var computed = 0;
        Assert.Throws<IOException>(() => Run(folder["killed"], Settings, computing: () => { if (++computed > 19) throw new IOException("power cut"); }));
        // The last checkpoint is of iteration 8 or 16, lines go on to 18, and the last one was cut off in the middle.
        var metrics = Path.Combine(folder["killed"], "metrics.jsonl");
        Assert.Equal(18, Lines(folder["killed"])[^1].Iteration);
        File.AppendAllText(metrics, "{\"iteration\":20,\"lo");

        var resumed = Run(folder["killed"], Settings, resume: true);

        Assert.Equal(straight.State.Parameters.Values, resumed.State.Parameters.Values);
        AssertSameLines(folder["straight"], folder["killed"]);
    }

    [Fact]
    public void Meta_training_lowers_the_validation_loss_and_keeps_the_best_checkpoint()
    {
        using var folder = new TestFolder();
        var result = Run(folder["run"], Settings with { Iterations = 300, ValidateEvery = 50, OuterRate = new ConstantSchedule(0.1) }, start: 8);
        var validations = Lines(folder["run"]).Where(line => line.ValidationLoss is not null).ToArray();
        Assert.Equal(6, validations.Length);
        Assert.True(validations[^1].ValidationLoss < 0.7 * validations[0].ValidationLoss);
        Assert.All(validations, line => Assert.True(line.ValidationInterval > 0));
        Assert.Equal(-validations.Min(line => line.ValidationLoss)!.Value, result.State.BestValidation!.Value, 12);
        var best = new TrainingState(result.State.Parameters.Layout);
        Checkpoint.Load(Path.Combine(folder["run"], "best.safetensors"), best);
        Assert.Equal(validations.MinBy(line => line.ValidationLoss)!.Iteration, best.Iteration);
    }

    [Fact]
    public void A_run_ends_once_so_many_validations_were_not_better()
    {
        using var folder = new TestFolder();
        // From the optimum on, noise alone moves the validation loss: with a rate this small each change is lasting.
        var settings = Settings with { Iterations = 1000, ValidateEvery = 5, Patience = 3, OuterRate = new ConstantSchedule(0.5), Clip = null };
        var (status, state) = Run(folder["run"], settings);

        Assert.Equal(TrainingStatus.StoppedEarly, status);
        var losses = Lines(folder["run"]).Where(line => line.ValidationLoss is not null).Select(line => line.ValidationLoss!.Value).ToArray();
        Assert.Equal(losses.Length - 3, Array.IndexOf(losses, losses.Min()) + 1);
        Assert.Equal(5 * losses.Length, state.Iteration);
        var best = new TrainingState(state.Parameters.Layout);
        Checkpoint.Load(Path.Combine(folder["run"], "best.safetensors"), best);
        Assert.Equal(state.Iteration - 15, best.Iteration);

        var again = Run(folder["run"], settings, resume: true, computing: () => Assert.Fail("the run was at its end"));
        Assert.Equal((TrainingStatus.StoppedEarly, state.Iteration), (again.Status, again.State.Iteration));
    }

    [Fact]
    public void A_resumed_run_loses_patience_where_an_undisturbed_one_does()
    {
        using var folder = new TestFolder();
        var settings = Settings with { Iterations = 1000, ValidateEvery = 5, Patience = 3, OuterRate = new ConstantSchedule(0.5), Clip = null };
        var straight = Run(folder["straight"], settings);
        using var stop = new CancellationTokenSource();
        var computed = 0;
        Run(folder["parts"], settings, computing: () => { if (++computed == straight.State.Iteration - 3) stop.Cancel(); }, cancellation: stop.Token);

        var resumed = Run(folder["parts"], settings, resume: true);

        Assert.Equal((straight.Status, straight.State.Iteration), (resumed.Status, resumed.State.Iteration));
        Assert.Equal(straight.State.Parameters.Values, resumed.State.Parameters.Values);
    }

    [Fact]
    public void A_checkpoint_is_written_when_its_time_has_come_whatever_the_iteration()
    {
        using var folder = new TestFolder();
        var saved = new List<bool>();
        var settings = Settings with { CheckpointEvery = 1000, CheckpointMinutes = 1e-9, ValidateEvery = 0 };
        Run(folder["often"], settings, computing: () => saved.Add(File.Exists(Path.Combine(folder["often"], "checkpoint.safetensors"))));
        Assert.Equal([false, .. Enumerable.Repeat(true, 19)], saved);

        saved.Clear();
        Run(folder["seldom"], settings with { CheckpointMinutes = 60 }, computing: () => saved.Add(File.Exists(Path.Combine(folder["seldom"], "checkpoint.safetensors"))));
        Assert.DoesNotContain(true, saved);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_validation_that_is_not_finite_is_logged_and_never_the_best(float loss)
    {
        using var folder = new TestFolder();
        var validations = 0;
        var result = Run(folder["run"], Settings, validated: tasks => tasks.Select(task => validations++ < 6 ? task : task with { Loss = loss }).ToArray());

        var lines = Lines(folder["run"]).Where(line => line.ValidationLoss is not null).ToArray();
        Assert.Equal([(double)loss, loss], lines[1..].Select(line => line.ValidationLoss!.Value));
        Assert.Equal(-lines[0].ValidationLoss!.Value, result.State.BestValidation!.Value, 12);
    }

    [Fact]
    public void Patience_without_validation_is_a_contradiction() =>
        Assert.Contains("validateEvery", Assert.Throws<TrainingException>((Settings with { Patience = 1, ValidateEvery = 0 }).Validate).Message, StringComparison.Ordinal);

    [Fact]
    public void A_loss_that_is_not_finite_stops_the_run_and_keeps_the_last_checkpoint()
    {
        using var folder = new TestFolder();
        var error = Assert.Throws<DivergedException>(() => Run(folder["run"], Settings with { Clip = null, OuterRate = new ConstantSchedule(1e37), CheckpointEvery = 1 }));
        Assert.Contains("expected finite numbers", error.Message, StringComparison.Ordinal);
        var state = new TrainingState(new LinearEngine(0.01).Layout);
        Checkpoint.Load(Path.Combine(folder["run"], "checkpoint.safetensors"), state);
        Assert.True(state.Iteration >= 1);
        Assert.All(state.Parameters.Values, value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void The_task_behind_a_loss_that_is_not_finite_is_named_by_a_seed_that_draws_it_again()
    {
        using var folder = new TestFolder();
        var seed = new SeededRandom(Settings.Seed).Derive(0).Derive(5).Derive(2).Seed;
        var tasks = new PoisonedTasks(seed);
        var error = Assert.Throws<DivergedException>(() => Run(folder["run"], Settings, tasks: tasks));
        Assert.Contains("Meta-iteration 6: query loss NaN", error.Message, StringComparison.Ordinal);
        Assert.Contains($"Task 3 of 4 is the first that by itself does so (query loss NaN, norm NaN), and its own seed is {seed}:", error.Message, StringComparison.Ordinal);
        Assert.Contains($"new EpisodeShape(1, 5, 10), new SeededRandom({seed}))", error.Message, StringComparison.Ordinal);
        var again = tasks.Sample(Split.Train, Settings.Episode, new SeededRandom(seed));
        Assert.True(float.IsNaN(again.Query.Inputs[0]));
        Assert.True(float.IsFinite(tasks.Sample(Split.Train, Settings.Episode, new SeededRandom(seed + 1)).Query.Inputs[0]));
    }

    [Fact]
    public void A_sum_that_overflows_where_no_task_does_is_said_to_do_so()
    {
        using var folder = new TestFolder();
        var computed = 0;
        var error = Assert.Throws<DivergedException>(() => Run(folder["run"], Settings, spoiling: () => ++computed == 1 ? double.PositiveInfinity : 1));
        Assert.Contains("Each task by itself gives finite numbers; their sum does not.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_settings_are_refused_on_resume_and_the_differences_named()
    {
        using var folder = new TestFolder();
        Run(folder["run"], Settings);
        var run = RunFolder.Open(folder["run"]);
        run.RequireSame(Settings with { Threads = 7, CheckpointEvery = 5, Data = "elsewhere" });
        var error = Assert.Throws<TrainingException>(() => run.RequireSame(Settings with { MetaBatch = 5, Model = new MlpSpec(1, [40], 1), Inner = Settings.Inner with { Steps = 2 } }));
        Assert.Contains("metaBatch was 4 and is now 5", error.Message, StringComparison.Ordinal);
        Assert.Contains("model.hidden was [] and is now [40]", error.Message, StringComparison.Ordinal);
        Assert.Contains("inner.steps was 1 and is now 2", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("learningRate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_existing_run_is_refused_without_resume_and_a_missing_one_with_it()
    {
        using var folder = new TestFolder();
        Run(folder["run"], Settings);
        Assert.Contains("already exists", Assert.Throws<TrainingException>(() => RunFolder.New(folder["run"], Settings)).Message, StringComparison.Ordinal);
        Assert.Contains("no run.json", Assert.Throws<TrainingException>(() => RunFolder.Open(folder["other"])).Message, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder["run"], "run.json"), "{");
        Assert.Contains("is damaged", Assert.Throws<TrainingException>(() => RunFolder.Open(folder["run"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_read_back_from_run_json_equal_those_written()
    {
        using var folder = new TestFolder();
        foreach (var settings in new[] { TrainingDefaults.For("sinusoid"), TrainingDefaults.For("omniglot", 20, 5) })
        {
            var run = RunFolder.New(folder[settings.Task], settings);
            run.Start(null);
            RunFolder.Open(folder[settings.Task]).RequireSame(settings);
            Assert.Equal(settings.Model.GetType(), RunFolder.Open(folder[settings.Task]).Description.Settings.Model.GetType());
        }
    }

    [Fact]
    public void What_an_older_or_shorter_run_json_leaves_out_is_as_by_default()
    {
        using var folder = new TestFolder();
        RunFolder.New(folder["run"], Settings).Start(null);
        var file = Path.Combine(folder["run"], "run.json");
        var run = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        var settings = run["settings"]!.AsObject();
        string[] needed = ["task", "episode", "model", "inner", "metaBatch", "iterations"];
        foreach (var name in settings.Select(pair => pair.Key).Except(needed).ToArray()) settings.Remove(name);
        settings["inner"]!.AsObject().Remove("adapt");
        File.WriteAllText(file, run.ToJsonString());

        var read = RunFolder.Open(folder["run"]).Description.Settings;

        Assert.Equal((2, 1000L, 100L, 0), (read.CheckpointMinutes, read.CheckpointEvery, read.LogEvery, read.Patience));
        Assert.Equal(["*"], read.Inner.Adapt);
        read.Validate();
        settings.Remove("iterations");
        File.WriteAllText(file, run.ToJsonString());
        Assert.Contains("iterations", Assert.Throws<TrainingException>(() => RunFolder.Open(folder["run"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_that_cannot_be_written_leaves_the_old_one()
    {
        using var folder = new TestFolder();
        var state = Run(folder["run"], Settings).State;
        var path = Path.Combine(folder["run"], "checkpoint.safetensors");
        var before = File.ReadAllBytes(path);
        // What a killed process leaves behind: a temporary file cut off in the middle, beside the whole old checkpoint.
        File.WriteAllBytes(Path.Combine(folder["run"], ".checkpoint.safetensors.tmp-1"), before[..100]);
        var loaded = new TrainingState(state.Parameters.Layout);
        Checkpoint.Load(path, loaded);
        Assert.Equal(20, loaded.Iteration);
        Assert.Throws<BundleException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write(before, 0, 50);
            throw new BundleException("disk", "space", "none", "Free some.");
        }));
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Fact]
    public void A_damaged_checkpoint_and_one_of_another_model_are_errors()
    {
        using var folder = new TestFolder();
        Run(folder["run"], Settings);
        var path = Path.Combine(folder["run"], "checkpoint.safetensors");
        var other = new TrainingState(new([("theta.w", [1, 2]), ("theta.b", [1])]));
        Assert.Contains("expected 'theta.w' as [1, 2], got [1, 1]", Assert.Throws<TrainingException>(() => Checkpoint.Load(path, other)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^3]);
        Assert.Throws<BundleException>(() => Checkpoint.Load(path, new TrainingState(new LinearEngine(0.01).Layout)));
    }

    private static (TrainingStatus Status, TrainingState State) Run(
        string path, TrainingSettings settings, bool resume = false, Action? computing = null, float start = 0,
        ITaskSource? tasks = null, Func<double>? spoiling = null, Func<IReadOnlyList<TaskResult>, IReadOnlyList<TaskResult>>? validated = null,
        CancellationToken cancellation = default)
    {
        using var engine = new LinearEngine(settings.Inner.LearningRate) { Computing = computing, Spoiling = spoiling };
        using var validator = new LinearEngine(settings.Inner.LearningRate) { Validated = validated ?? (tasks => tasks) };
        var state = new TrainingState(engine.Layout);
        var run = resume ? RunFolder.Open(path) : RunFolder.New(path, settings);
        if (resume) Checkpoint.Load(run.CheckpointFile, state);
        else run.Start(null);
        if (start != 0) state.Parameters.Values.AsSpan().Fill(start);
        var status = new MetaLoop(settings, TrainingSubject.Of(settings.Model.Build(settings.Seed), tasks ?? new SinusoidTasks()), MetaEngines.Of(engine, validator), state, run).Run(null, cancellation);
        return (status, state);
    }

    private static IReadOnlyList<TrainingMetrics> Lines(string run) => MetricsLog.Read(Path.Combine(run, "metrics.jsonl"));

    private static void AssertSameLines(string expected, string actual) =>
        Assert.Equal(Lines(expected).Select(line => line with { Seconds = 0 }), Lines(actual).Select(line => line with { Seconds = 0 }));
}
