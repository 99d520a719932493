using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Evaluation;

/// <summary>The protocol of an evaluation: which episodes, and up to how many steps.</summary>
/// <param name="Shape">Ways, shots and queries.</param>
public sealed record EvaluationOptions(EpisodeShape Shape)
{
    private const ulong EvaluationStream = 2;
    private const int UsualSteps = 10;

    /// <summary>Episodes of each seed; the field uses 600.</summary>
    public int Episodes { get; init; } = 600;

    /// <summary>Where the tasks come from.</summary>
    public Split Split { get; init; } = Split.Test;

    /// <summary>Decide the episodes; the same seed gives the same ones everywhere.</summary>
    public IReadOnlyList<ulong> Seeds { get; init; } = [1];

    /// <summary>The largest number of adaptation steps.</summary>
    public int Steps { get; init; } = UsualSteps;

    /// <summary>
    /// Steps after which calibration, worst tasks and differences are taken: a number that the bundle can reach, at most <see cref="Steps"/>.
    /// Null for its own k, which is what the bundle does when a device adapts once.
    /// </summary>
    public int? FigureSteps { get; init; }

    /// <summary>Whether to give the column of queries predicted alone. Costs time where predictions depend on each other.</summary>
    public bool NonTransductive { get; init; } = true;

    /// <summary>Episodes to run at the same time; 0 for one per processor.</summary>
    public int Threads { get; init; }

    /// <summary>Episodes of all seeds.</summary>
    public int TotalEpisodes => Episodes * Seeds.Count;

    /// <summary>The usual largest number of steps, for bundles of which the longest takes <paramref name="bundleSteps"/> at once: 10, or as many as that.</summary>
    public static int StepsFor(int bundleSteps) => Math.Max(UsualSteps, bundleSteps);

    /// <summary>Episode <paramref name="index"/> of the evaluation, seed by seed.</summary>
    public Episode Sample(ITaskSource tasks, int index) => tasks.Sample(
        Split, Shape, new SeededRandom(Seeds[index / Episodes]).Derive(EvaluationStream).Derive((ulong)(index % Episodes)));
}
