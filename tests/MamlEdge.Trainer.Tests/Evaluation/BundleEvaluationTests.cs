using MamlEdge.Bundle;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Evaluation;
using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Tests.Tasks;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Trainer.Tests.Evaluation;

public sealed class BundleEvaluationTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<NormalizationKind> Normalizations => [.. Enum.GetValues<NormalizationKind>().Where(kind => kind != NormalizationKind.Unknown)];

    /// <summary>What lets the evaluation skip the second column: it is the first by construction, in every normalisation but those that it measures.</summary>
    [Theory]
    [MemberData(nameof(Normalizations))]
    public void A_query_alone_gets_the_same_answer_unless_the_normalisation_looks_at_others(NormalizationKind normalization)
    {
        var tasks = Characters();
        using var model = ImageModel(tasks, normalization);
        var episode = new EvaluationOptions(new EpisodeShape(3, 1, 4)).Sample(tasks, 0);
        using var personal = model.Adapt(new Examples(episode.Support.Inputs, episode.Support.InputShape), episode.Support.Labels, new AdaptOptions { Guard = false });
        var together = personal.Predict(new Examples(episode.Query.Inputs, episode.Query.InputShape)).Values;
        float[] alone = [.. Enumerable.Range(0, episode.Query.Count).SelectMany(i => personal.Predict(new Examples(episode.Query.Input(i).ToArray(), 1, 1, 28, 28)).Values)];

        var furthest = together.Zip(alone, (a, b) => Math.Abs(a - b)).Max();

        if (BundleEvaluation.DependsOnBatch(model.Manifest)) Assert.True(furthest > 0.01, $"{furthest}");
        else Assert.InRange(furthest, 0, 1e-4);
    }

    [Fact]
    public void Both_columns_are_there_for_every_normalisation_and_equal_where_the_model_looks_at_one_example()
    {
        var tasks = Characters();
        var options = new EvaluationOptions(new EpisodeShape(3, 1, 4)) { Episodes = 12, Steps = 2 };
        using var instance = ImageModel(tasks, NormalizationKind.Instance);
        using var batch = ImageModel(tasks, NormalizationKind.Batch);

        var (one, other) = (BundleEvaluation.Run(instance, tasks, options), BundleEvaluation.Run(batch, tasks, options));

        Assert.All(one.Steps, step => Assert.Equal(step.Transductive, step.NonTransductive));
        Assert.Equal((false, true), (one.DependsOnBatch, other.DependsOnBatch));
        Assert.NotEqual(other.Together.Calibration!.Error, other.Alone!.Calibration!.Error);
        Assert.All(BundleEvaluation.Run(batch, tasks, options with { NonTransductive = false }).Steps, step => Assert.Null(step.NonTransductive));
    }

    [Fact]
    public void Seeds_are_pooled_and_each_is_what_it_is_alone()
    {
        using var model = SinusoidModel();
        var options = new EvaluationOptions(new EpisodeShape(1, 5, 10)) { Episodes = 15, Steps = 2 };
        var pooled = BundleEvaluation.Run(model, new SinusoidTasks(), options with { Seeds = [3, 8] });
        var (three, eight) = (BundleEvaluation.Run(model, new SinusoidTasks(), options with { Seeds = [3] }), BundleEvaluation.Run(model, new SinusoidTasks(), options with { Seeds = [8] }));

        Assert.Equal([3UL, 8UL], pooled.Seeds.Select(seed => seed.Seed));
        Assert.Equal(three.Steps, pooled.Seeds[0].Steps);
        Assert.Equal(eight.Steps, pooled.Seeds[1].Steps);
        Assert.Equal((30, 30), (pooled.Episodes, pooled.Together.Mean.Episodes));
        Assert.Equal([.. three.Together.Values, .. eight.Together.Values], pooled.Together.Values);
        Assert.Equal(pooled.Together.Mean, pooled.Steps[1].Transductive);
    }

    [Fact]
    public void Single_figures_are_taken_after_the_steps_that_were_asked_for()
    {
        using var model = SinusoidModel();
        var options = new EvaluationOptions(new EpisodeShape(1, 5, 10)) { Episodes = 5, Steps = 4, FigureSteps = 3 };

        var result = BundleEvaluation.Run(model, new SinusoidTasks(), options);

        Assert.Equal(3, result.FigureSteps);
        Assert.Equal(result.Steps[3].Transductive, result.Together.Mean);
        Assert.Equal((result.Together.Change(), result.Together.Change()), (result.Steps[3].Change!, result.Steps[3].ChangeAlone!));
        Assert.Equal(result.Steps[3].Transductive.Mean - result.Steps[0].Transductive.Mean, result.Steps[3].Change!.Mean, 12);
        Assert.Null(result.Steps[0].Change);
        Assert.Null(result.Together.Calibration);
        var error = Assert.Throws<ArgumentException>(() => BundleEvaluation.Run(model, new SinusoidTasks(), options with { FigureSteps = 5 }));
        Assert.Contains("up to 4, got 5", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fixed_classes_have_a_confusion_matrix_that_holds_every_query()
    {
        var tasks = Characters();
        using var named = ImageModel(tasks, NormalizationKind.Layer, ["a", "b", "c"]);
        using var unnamed = ImageModel(tasks, NormalizationKind.Layer);
        var options = new EvaluationOptions(new EpisodeShape(3, 1, 4)) { Episodes = 10, Steps = 1 };

        var matrix = BundleEvaluation.Run(named, tasks, options).Together.Confusion!;

        Assert.All(matrix.Counts, row => Assert.Equal(40, row.Sum()));
        Assert.Null(BundleEvaluation.Run(unnamed, tasks, options).Together.Confusion);
    }

    private ImageTasks Characters()
    {
        OmniglotFolder.Write(_folder["data"], characters: 24, images: 6);
        return OmniglotTasks.Load(_folder["data"]);
    }

    private MetaModel ImageModel(ImageTasks tasks, NormalizationKind normalization, string[]? labels = null)
    {
        var defaults = TrainingDefaults.For("omniglot", 3, 1);
        return Untrained(tasks, labels, defaults with
        {
            Episode = new EpisodeShape(3, 1, 2),
            Model = new ConvNetSpec(1, 28, 28, 3) { Filters = 4, Blocks = 2, Normalization = normalization },
            Inner = defaults.Inner with { Steps = 1, EvaluationSteps = 1 },
        });
    }

    private MetaModel SinusoidModel() => Untrained(new SinusoidTasks(), null, TrainingDefaults.For("sinusoid") with { Model = new MlpSpec(1, [8], 1) });

    private MetaModel Untrained(ITaskSource tasks, string[]? labels, TrainingSettings settings)
    {
        var name = $"{settings.Task}-{Guid.NewGuid():N}";
        Trainer.Training.Trainer.Run(settings with { Iterations = 0, ValidateEvery = 0 }, tasks, _folder[name]);
        BundleWriter.Write(_folder[name + ".maml"], TrainedRun.Open(_folder[name]).ToBundle() with { Labels = labels });
        return MetaModel.Load(_folder[name + ".maml"]);
    }
}
