using MamlEdge.Bundle;
using MamlEdge.Exporter;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Algorithms;
using MamlEdge.Trainer.Evaluation;
using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Tests.Tasks;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Trainer.Tests.Algorithms;

/// <summary>What each algorithm trains and ships; the gradients themselves are tested with the exporter's graphs.</summary>
public sealed class AlgorithmTests
{
    private static readonly TrainingSettings Sinusoid = TrainingDefaults.For("sinusoid") with
    {
        Model = new MlpSpec(1, [8, 8], 1),
        MetaBatch = 4,
        ValidateEvery = 3,
        ValidationEpisodes = 4,
        LogEvery = 3,
    };

    public static TheoryData<string> Names => [.. MetaAlgorithm.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_algorithm_trains_exports_and_adapts_on_the_device(string name)
    {
        using var folder = new TestFolder();
        var settings = MetaAlgorithm.Named(name).Defaults(Sinusoid with { Algorithm = name });
        Trainer.Training.Trainer.Run(settings with { Iterations = Math.Min(settings.Iterations, 6) }, folder["run"]);
        var trained = TrainedRun.Open(folder["run"]);
        BundleWriter.Write(folder["bundle"], trained.ToBundle());
        using var model = MetaModel.Load(folder["bundle"], new RuntimeOptions { Target = ExecutionTarget.Cpu });

        using var personal = model.Adapt(new Examples(new float[] { -2, -1, 0, 1, 2 }, 5, 1), new Examples(new float[] { 1, 2, 1, 0, -1 }, 5, 1), new AdaptOptions { Guard = false });

        Assert.All(personal.Report!.Losses, loss => Assert.True(float.IsFinite(loss)));
        Assert.Equal(settings.Inner.EvaluationSteps, personal.Report.Steps);
        Assert.Equal(name, model.Manifest.Provenance.Algorithm);
        Assert.Equal(name is "scratch" ? 0 : 6, trained.Iteration);
    }

    [Theory]
    [InlineData("anil", new[] { "layer3.weight", "layer3.bias" })]
    [InlineData("r2d2", new[] { "layer3.weight", "layer3.bias" })]
    [InlineData("boil", new[] { "layer1.weight", "layer1.bias", "layer2.weight", "layer2.bias" })]
    [InlineData("cavia", new[] { "context" })]
    public void A_part_of_the_model_is_adapted(string name, string[] adapted)
    {
        var settings = MetaAlgorithm.Named(name).Defaults(Sinusoid with { Algorithm = name });
        Assert.Equal(adapted, new AdaptationGraphs(settings.Model.Build(1).Function, settings.ShippedLoop()).Adapted);
        Assert.Equal(adapted, new AdaptationGraphs(settings.Model.Build(1).Function, settings.TrainingLoop()).Adapted);
    }

    [Fact]
    public void The_context_is_0_before_every_task_and_the_rest_is_learned()
    {
        using var folder = new TestFolder();
        var settings = new Cavia().Defaults(Sinusoid with { Algorithm = "cavia" }) with { Iterations = 4 };
        Trainer.Training.Trainer.Run(settings, folder["run"]);
        var (before, after) = (settings.Model.Build(settings.Seed), TrainedRun.Open(folder["run"]).Model);
        Assert.All(after.Parameters.Single(p => p.Name == "context").Values, v => Assert.Equal(0, v));
        Assert.All(before.Parameters.Where(p => p.Name != "context"), p => Assert.NotEqual(p.Values, after.Parameters.Single(q => q.Name == p.Name).Values));
    }

    [Fact]
    public void Reptile_moves_by_its_rate_towards_the_mean_of_what_is_adapted()
    {
        using var folder = new TestFolder();
        var settings = new Reptile().Defaults(Sinusoid with { Algorithm = "reptile" }) with { Iterations = 1, OuterRate = new Trainer.Optimizers.ConstantSchedule(0.5), MetaBatch = 1, ValidateEvery = 0 };
        Trainer.Training.Trainer.Run(settings, folder["run"]);
        var start = settings.Model.Build(settings.Seed);
        // The task of the first iteration, all of its examples together.
        var random = new Trainer.Random.SeededRandom(settings.Seed).Derive(0).Derive(0).Derive(0);
        var task = TaskSourceExtensions.Sample(new SinusoidTasks(), Split.Train, new Reptile().TrainingEpisode(settings.Episode), random);
        BundleWriter.Write(folder["start"], new BundleContents { Model = start, Inner = settings.ShippedLoop(), Provenance = new Provenance { Tool = "tests" } });
        using var model = MetaModel.Load(folder["start"], new RuntimeOptions { Target = ExecutionTarget.Cpu });
        using var personal = model.Adapt(new Examples(task.Support.Inputs, task.Support.InputShape), new Examples(task.Support.Values, task.Support.TargetShape), new AdaptOptions { Guard = false });
        Assert.Equal(15, task.Support.Count);
        foreach (var parameter in TrainedRun.Open(folder["run"]).Model.Parameters)
        {
            var (old, adapted) = (start.Parameters.Single(p => p.Name == parameter.Name).Values, personal.State[parameter.Name].ToFloats());
            Assert.All(parameter.Values.Select((v, i) => v - ((old[i] + adapted[i]) / 2)), d => Assert.InRange(Math.Abs(d), 0, 1e-6));
        }
    }

    [Fact]
    public void Steps_on_minibatches_take_each_example_of_a_task_once_before_any_again()
    {
        using var folder = new TestFolder();
        var settings = new Reptile().Defaults(Sinusoid with { Algorithm = "reptile", Episode = new EpisodeShape(1, 5, 7) });
        settings = settings with { Inner = settings.Inner with { Minibatch = 4, Steps = 3 }, Iterations = 1, OuterRate = new Trainer.Optimizers.ConstantSchedule(1), MetaBatch = 1, ValidateEvery = 0 };
        Trainer.Training.Trainer.Run(settings, folder["run"]);
        var start = settings.Model.Build(settings.Seed);
        var task = new EpisodeStream(new SinusoidTasks(), Split.Train, new Reptile().TrainingEpisode(settings.Episode), 1, new Trainer.Random.SeededRandom(settings.Seed).Derive(0), shuffled: true).At(0)[0];
        Assert.Equal(12, task.Support.Inputs.Distinct().Count());
        BundleWriter.Write(folder["start"], new BundleContents { Model = start, Inner = settings.ShippedLoop() with { Steps = 1 }, Provenance = new Provenance { Tool = "tests" } });
        using var model = MetaModel.Load(folder["start"], new RuntimeOptions { Target = ExecutionTarget.Cpu });
        PersonalState? state = null;
        for (var step = 0; step < 3; step++)
        {
            Examples Rows(float[] values) => new(values.AsMemory(4 * step, 4), 4, 1);
            using var personal = model.Adapt(Rows(task.Support.Inputs), Rows(task.Support.Values), new AdaptOptions { Guard = false }, from: state);
            state = personal.State;
        }

        foreach (var parameter in TrainedRun.Open(folder["run"]).Model.Parameters)
            Assert.All(parameter.Values.Zip(state![parameter.Name].ToFloats(), (v, adapted) => v - adapted), d => Assert.InRange(Math.Abs(d), 0, 1e-6));
        Assert.Contains("Take more shots", Assert.Throws<ExporterException>(() =>
            Trainer.Training.Trainer.Run(settings with { Inner = settings.Inner with { Minibatch = 13 } }, folder["more"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Logarithms_of_rates_move_by_the_outer_rate_whatever_the_rates_are()
    {
        using var folder = new TestFolder();
        var settings = Sinusoid with { Iterations = 1, ValidateEvery = 0, OuterRate = new Trainer.Optimizers.ConstantSchedule(0.02) };
        foreach (var start in new[] { 0.001, 0.05 })
        {
            var inner = settings.Inner with { LearningRate = start, Steps = 2, EvaluationSteps = 2, LearnRates = true, LogRates = true, RateSharing = LearningRateSharing.PerParameterAndStep };
            Trainer.Training.Trainer.Run(settings with { Inner = inner }, folder[$"run{start}"]);
            // The first step of Adam is as long as its rate, in the direction of the sign of the gradient.
            var rates = TrainedRun.Open(folder[$"run{start}"]).Inner.Rates!.Values.SelectMany(r => r.ToFloats()).ToArray();
            Assert.Equal(12, rates.Length);
            Assert.All(rates, rate => Assert.Equal(0.02, Math.Abs(Math.Log(rate / start)), 1e-4));
            Assert.True(rates.Select(rate => Math.Sign(rate - start)).Distinct().Count() > 1);
        }

        Assert.Contains("--log-rates", Assert.Throws<TrainingException>((settings with { Inner = settings.Inner with { LogRates = true } }).Validate).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Joint_training_of_classes_learns_the_body_and_ships_a_fresh_head()
    {
        using var folder = new TestFolder();
        OmniglotFolder.Write(folder.Path, characters: 16, images: 5);
        var tasks = OmniglotTasks.Load(folder.Path, new ImageOptions());
        var net = new ConvNetSpec(1, 28, 28, 3) { Filters = 8, Blocks = 2, Flatten = true, Normalization = NormalizationKind.Layer };
        var settings = new Pretraining().Defaults(TrainingDefaults.For("omniglot", 3, 1) with { Algorithm = "pretrain", Model = net }) with
        {
            Episode = new EpisodeShape(3, 1, 4),
            MetaBatch = 4,
            Iterations = 60,
            ValidateEvery = 30,
            ValidationEpisodes = 2,
            LogEvery = 20,
            OuterRate = new Trainer.Optimizers.ConstantSchedule(0.01),
            TasksPerRun = 1,
        };
        tasks = OmniglotTasks.Load(folder.Path, new ImageOptions { SplitFile = Halves() });
        Trainer.Training.Trainer.Run(settings, tasks, folder["run"]);

        // Eight classes at once: far better than the eighth that chance gives.
        Assert.Equal(8, tasks.JointClasses);
        Assert.Equal([8, 8 * 49], Safetensors.Read(RunFolder.Open(folder["run"]).CheckpointFile)["theta.head.weight"].Shape);
        Assert.True(MetricsLog.Read(RunFolder.Open(folder["run"]).MetricsFile)[^1].Loss < 1);
        Assert.Equal(2, MetricsLog.Read(RunFolder.Open(folder["run"]).MetricsFile).Count(line => line.ValidationAccuracy is not null));
        var (before, after) = (net.Build(settings.Seed), TrainedRun.Open(folder["run"], best: true).Model);
        Assert.All(before.Parameters, p => Assert.Equal(net.IsHead(p.Name), p.Values.SequenceEqual(after.Parameters.Single(q => q.Name == p.Name).Values)));
        Assert.Contains("--train-classes", Assert.Throws<ArgumentException>(() => new Pretraining().Training(net, GlyphTasks.New())).Message, StringComparison.Ordinal);
        Assert.Equal(50, ((ConvNetSpec)new Pretraining().Training(net, GlyphTasks.New(new ImageOptions { TrainClasses = 50 })).Model).Outputs);

        string Halves()
        {
            string[] names = [.. Enumerable.Range(1, 16).Select(c => $"background/Latin/character{c:00}")];
            File.WriteAllText(folder["split.json"], System.Text.Json.JsonSerializer.Serialize(new { train = names[..8], val = names[8..12], test = names[12..] }));
            return folder["split.json"];
        }
    }

    [Fact]
    public void Joint_tasks_give_each_class_one_label_and_validation_its_own()
    {
        using var folder = new TestFolder();
        OmniglotFolder.Write(folder.Path, characters: 20, images: 5);
        var tasks = OmniglotTasks.Load(folder.Path, new ImageOptions()).Joint();
        var rows = new Dictionary<int, HashSet<int>>();
        for (var seed = 0ul; seed < 50; seed++)
        {
            var query = tasks.Sample(Split.Train, new EpisodeShape(3, 1, 2), new Trainer.Random.SeededRandom(seed)).Query;
            for (var i = 0; i < query.Count; i++)
            {
                var row = query.Input(i).IndexOf(1f) / 28;
                (rows.TryGetValue((int)query.Labels[i], out var known) ? known : rows[(int)query.Labels[i]] = []).Add(row);
            }
        }

        Assert.Equal(((IJointClasses)tasks).JointClasses, rows.Count);
        Assert.All(rows.Values, of => Assert.Single(of));
        Assert.Equal(rows.Count, rows.Values.SelectMany(of => of).Distinct().Count());
    }

    [Fact]
    public void Weights_of_steps_begin_equal_and_end_with_the_last_alone()
    {
        var settings = Sinusoid with { Iterations = 100, Inner = Sinusoid.Inner with { Steps = 4 }, Objective = new() { MultiStepPart = 0.5, PreAdaptationWeight = 0.25 } };
        var weighting = new StepWeighting(settings, settings.TrainingLoop().Outer);
        Assert.Equal([0, 1, 2, 3, 4], weighting.Counted);
        Assert.Equal([0.25f, 0.25f, 0.25f, 0.25f, 0.25f], weighting.At(0).ToArray());
        Assert.Equal([0.25f, 0, 0, 0, 1], weighting.At(50).ToArray());
        foreach (var iteration in new long[] { 10, 25, 49 })
        {
            var weights = weighting.At(iteration).ToArray();
            Assert.Equal(1, weights[1..].Sum(), 1e-6);
            Assert.True(weights[4] > weights[3] && weights[3] > 0 && weights[1] == weights[3]);
        }

        Assert.Null(StepWeighting.Of(new(), 4));
        Assert.Equal([0, 4], StepWeighting.Of(new() { PreAdaptationWeight = 1 }, 4));
    }

    [Fact]
    public void The_mixed_objective_adds_the_gradient_before_adaptation_with_its_weight()
    {
        using var folder = new TestFolder();
        float[] After(double weight)
        {
            var settings = Sinusoid with { Iterations = 1, ValidateEvery = 0, Clip = null, OuterOptimizer = Trainer.Optimizers.OuterOptimizer.Sgd, Objective = new() { PreAdaptationWeight = weight } };
            Trainer.Training.Trainer.Run(settings with { OuterRate = new Trainer.Optimizers.ConstantSchedule(0.1) }, folder[$"run{weight}"]);
            return [.. TrainedRun.Open(folder[$"run{weight}"]).Model.Parameters.SelectMany(p => p.Values)];
        }

        var (none, one, two) = (After(0), After(1), After(2));
        Assert.Contains(none.Zip(one), pair => Math.Abs(pair.First - pair.Second) > 1e-2);
        Assert.All(none.Select((v, i) => two[i] - v - (2 * (one[i] - v))), d => Assert.InRange(Math.Abs(d), 0, 1e-5));
    }

    [Theory]
    [InlineData("anil", "layer1.*", "--adapt")]
    [InlineData("cavia", "*", "--context")]
    public void What_an_algorithm_cannot_do_is_said(string name, string adapt, string wayOut)
    {
        var settings = Sinusoid with { Algorithm = name, Inner = Sinusoid.Inner with { Adapt = [adapt] } };
        Assert.Contains(wayOut, Assert.Throws<TrainingException>(settings.TrainingLoop).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PerStepNormalization.Statistics)]
    [InlineData(PerStepNormalization.All)]
    public void Steps_with_normalisations_of_their_own_train_and_ship(PerStepNormalization perStep)
    {
        using var folder = new TestFolder();
        var settings = new MamlPlusPlus().Defaults(TrainingDefaults.For("glyphs", 3, 1) with { Algorithm = "maml++" });
        settings = settings with
        {
            Model = new ConvNetSpec(1, 28, 28, 3) { Filters = 4, Blocks = 2, Normalization = NormalizationKind.Running },
            Inner = settings.Inner with { Steps = 3, EvaluationSteps = 3, PerStep = perStep },
            Objective = new() { MultiStepPart = 1 },
            MetaBatch = 2,
            Iterations = 4,
            ValidateEvery = 4,
            ValidationEpisodes = 2,
            LogEvery = 4,
            TasksPerRun = 1,
        };
        Trainer.Training.Trainer.Run(settings, folder["run"]);
        var checkpoint = Safetensors.Read(RunFolder.Open(folder["run"]).CheckpointFile);
        // Each a moving average of another step, so that no two are the same.
        var means = checkpoint["step.norm2.mean"].ToFloats().Chunk(4).Prepend(checkpoint["theta.norm2.mean"].ToFloats()).ToArray();
        Assert.Equal(4, means.Length);
        Assert.All(means, (mean, i) => Assert.All(means[..i], other => Assert.NotEqual(other, mean)));
        Assert.Equal(perStep == PerStepNormalization.All, checkpoint.TryGet("step.norm1.bias", out _));

        var trained = TrainedRun.Open(folder["run"]);
        BundleWriter.Write(folder["bundle"], trained.ToBundle());
        using var model = MetaModel.Load(folder["bundle"], new RuntimeOptions { Target = ExecutionTarget.Cpu });
        var tasks = TaskCatalog.Open("glyphs", null, settings.DataOptions);
        var options = new EvaluationOptions(settings.Episode) { Episodes = 8, Steps = 3 };
        var device = BundleEvaluation.Run(model, tasks, options).Steps[^1].Transductive;
        Assert.Equal(TrainerEvaluation.Run(trained.Model, trained.Inner, tasks, options).Mean, device.Mean, 1e-6);
    }

    [Theory]
    [InlineData(NormalizationKind.Layer, PerStepNormalization.Statistics, "--normalization running")]
    [InlineData(NormalizationKind.Support, PerStepNormalization.Statistics, "'support'")]
    [InlineData(NormalizationKind.None, PerStepNormalization.All, "needs a model with normalisations")]
    public void Normalisations_that_a_model_lacks_cannot_be_of_each_step(NormalizationKind kind, PerStepNormalization perStep, string message)
    {
        var settings = TrainingDefaults.For("glyphs", 3, 1);
        settings = settings with { Model = (ConvNetSpec)settings.Model with { Normalization = kind }, Inner = settings.Inner with { PerStep = perStep } };
        Assert.Contains(message, Assert.Throws<TrainingException>(settings.TrainingLoop).Message, StringComparison.Ordinal);
        Assert.Contains("each step has its own", Assert.Throws<TrainingException>((settings with { Inner = settings.Inner with { EvaluationSteps = 4 } }).Validate).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Contradictions_with_an_algorithm_are_refused()
    {
        using var folder = new TestFolder();
        var settings = new Reptile().Defaults(Sinusoid with { Algorithm = "reptile" });
        Assert.Contains("learning rates", Assert.Throws<ExporterException>(() =>
            Trainer.Training.Trainer.Run(settings with { Inner = settings.Inner with { LearnRates = true } }, folder["run"])).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["run"]));
    }
}
