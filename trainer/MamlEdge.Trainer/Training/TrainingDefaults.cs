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
        "omniglot" => Omniglot(ways ?? 5, shots ?? 1),
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

    /// <summary>
    /// Finn et al. 2017, section 5.2 and appendix A.1: four convolutions of 64 filters with stride 2; 5-way: one step, three at
    /// evaluation, 32 tasks; more ways: five steps, 16 tasks; 60,000 iterations.
    /// </summary>
    /// <summary>
    /// Queries as many as shots, as in the original code. Five ways: rates learned for each parameter, small meta-batches and mirrored
    /// classes reach the published accuracy with a fifth of the published tasks.
    /// </summary>
    private static TrainingSettings Omniglot(int ways, int shots)
    {
        var settings = new TrainingSettings
        {
            Task = "omniglot",
            Omniglot = new OmniglotOptions(),
            Episode = new EpisodeShape(ways, shots, Math.Min(shots, 20 - shots)),
            Model = new ConvNetSpec(1, 28, 28, ways),
            Inner = new InnerSettings { Loss = LossKind.CrossEntropy, LearningRate = 0.4, Steps = ways <= 5 ? 1 : 5, EvaluationSteps = ways <= 5 ? 3 : 5 },
            MetaBatch = 16,
            Iterations = 60_000,
            ValidateEvery = 1000,
        };
        return ways > 5 ? settings : settings with
        {
            Omniglot = new OmniglotOptions { Mirrored = true },
            Inner = settings.Inner with { RateSharing = LearningRateSharing.PerParameter, LearnRates = true, EvaluationSteps = 1 },
            MetaBatch = 8,
            OuterRate = new CosineSchedule(1.5e-3, 1e-5),
        };
    }
}
