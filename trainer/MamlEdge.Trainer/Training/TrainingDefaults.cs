using MamlEdge.Bundle;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Optimizers;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Training;

/// <summary>Settings of each task as published, to start from.</summary>
public static class TrainingDefaults
{
    /// <summary>The settings for a task.</summary>
    /// <param name="task">A name of <see cref="TaskCatalog"/>.</param>
    /// <param name="ways">Classes of an episode; null for 5, or 1 where the task has no classes.</param>
    /// <param name="shots">Support examples of each class; null for 1, or 5 where the task has no classes.</param>
    /// <exception cref="ArgumentException">There is no such task.</exception>
    public static TrainingSettings For(string task, int? ways = null, int? shots = null) => task switch
    {
        "sinusoid" => Sinusoid(shots ?? 5),
        "harmonics" => Sinusoid(shots ?? 10) with { Task = task, Model = new MlpSpec(1, [64, 64], 1) },
        "linear" => Linear(task, LossKind.Mse, shots ?? 5),
        "logistic" => Linear(task, LossKind.Bce, shots ?? 10),
        "omniglot" or "glyphs" => Characters(task, ways ?? 5, shots ?? 1),
        "mnist" or "fashion-mnist" => Characters(task, ways ?? 2, shots ?? 5) with { Iterations = 10_000 },
        "images" => Photographs(ways ?? 5, shots ?? 1),
        "table" => Grouped(task, ways ?? 1, shots ?? 5, new MlpSpec(1, [64, 64], 1)),
        "sensor" => Grouped(task, ways ?? 1, shots ?? 5, new ConvNetSpec(1, 1, 25, 1) { Sequence = true, Filters = 32, Blocks = 3, Normalization = NormalizationKind.Layer }),
        _ => throw TaskCatalog.Unknown(task),
    };

    /// <summary>
    /// Finn et al. 2017, section 5.1: MLP 1-40-40-1, one inner step of 0.01, 25 tasks. A cosine schedule and clipping reach the
    /// error that the paper reports after 70,000 iterations in 15,000.
    /// </summary>
    private static TrainingSettings Sinusoid(int shots) => new()
    {
        Task = "sinusoid",
        Episode = new EpisodeShape(1, shots, 10),
        Model = new MlpSpec(1, [40, 40], 1),
        Inner = new InnerSettings { Loss = LossKind.Mse, LearningRate = 0.01, Steps = 1, EvaluationSteps = 1 },
        MetaBatch = 25,
        Iterations = 15_000,
        OuterRate = new CosineSchedule(3e-3, 1e-5),
        Clip = new GradientClip(Norm: 1),
        ValidateEvery = 1000,
    };

    /// <summary>A perceptron whose hidden layer can hold what the tasks share; three steps, rates learned for each parameter.</summary>
    private static TrainingSettings Linear(string task, LossKind loss, int shots) => Sinusoid(shots) with
    {
        Task = task,
        Model = new MlpSpec(8, [32], 1),
        Inner = new InnerSettings { Loss = loss, LearningRate = 0.1, Steps = 3, EvaluationSteps = 3, RateSharing = LearningRateSharing.PerParameter, LearnRates = true },
        Iterations = 10_000,
    };

    /// <summary>
    /// A model whose inputs, outputs and loss, and the ways of an episode, follow from the data when the run starts; five steps, rates
    /// learned for each parameter.
    /// </summary>
    private static TrainingSettings Grouped(string task, int ways, int shots, ModelSpec model) => new()
    {
        Task = task,
        DataOptions = TaskCatalog.UsualOptions(task),
        Episode = new EpisodeShape(ways, shots, 5),
        Model = model,
        Inner = new InnerSettings { Loss = LossKind.Mse, LearningRate = 0.05, Steps = 5, EvaluationSteps = 5, RateSharing = LearningRateSharing.PerParameter, LearnRates = true },
        MetaBatch = 8,
        Iterations = 5_000,
        OuterRate = new CosineSchedule(1e-3, 1e-5),
        Clip = new GradientClip(Norm: 1),
        ValidateEvery = 500,
    };

    /// <summary>
    /// Finn et al. 2017, section 5.2 and appendix A.1: four convolutions of 64 filters with stride 2; more than five ways: five steps,
    /// 16 tasks; 60,000 iterations. Queries as many as shots, as in the original code. Up to five ways: rates learned for each parameter,
    /// small meta-batches and, for Omniglot, mirrored classes reach the published accuracy with a fifth of the published tasks.
    /// </summary>
    private static TrainingSettings Characters(string task, int ways, int shots)
    {
        var few = ways <= 5;
        var options = (ImageOptions)TaskCatalog.UsualOptions(task)!;
        return new TrainingSettings
        {
            Task = task,
            DataOptions = options with { Mirrored = few && options.RotatedSplits.Count > 0 },
            Episode = new EpisodeShape(ways, shots, task == "omniglot" ? Math.Min(shots, 20 - shots) : shots),
            Model = new ConvNetSpec(1, 28, 28, ways) { Normalization = NormalizationKind.Layer },
            Inner = few
                ? new InnerSettings { Loss = LossKind.CrossEntropy, LearningRate = 0.4, Steps = 1, EvaluationSteps = 1, RateSharing = LearningRateSharing.PerParameter, LearnRates = true }
                : new InnerSettings { Loss = LossKind.CrossEntropy, LearningRate = 0.4, Steps = 5, EvaluationSteps = 5 },
            MetaBatch = few ? 8 : 16,
            Iterations = 60_000,
            OuterRate = few ? new CosineSchedule(1.5e-3, 1e-5) : new ConstantSchedule(1e-3),
            ValidateEvery = 1000,
        };
    }

    /// <summary>
    /// Finn et al. 2017, appendix A.1, mini-ImageNet: four convolutions of 32 filters with pooling on 84 x 84 colour images, five inner
    /// steps of 0.01, 15 queries, four tasks of one shot or two of five, 60,000 iterations.
    /// </summary>
    private static TrainingSettings Photographs(int ways, int shots) => new()
    {
        Task = "images",
        DataOptions = TaskCatalog.UsualOptions("images"),
        Episode = new EpisodeShape(ways, shots, 15),
        Model = new ConvNetSpec(3, 84, 84, ways) { Filters = 32, Downsampling = Downsampling.MaxPool, Normalization = NormalizationKind.Layer },
        Inner = new InnerSettings { Loss = LossKind.CrossEntropy, LearningRate = 0.01, Steps = 5, EvaluationSteps = 10 },
        MetaBatch = shots == 1 ? 4 : 2,
        Iterations = 60_000,
        ValidateEvery = 1000,
    };
}
