using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Algorithms;
using MamlEdge.Trainer.Engines;
using MamlEdge.Trainer.Optimizers;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Training;

/// <summary>Everything that decides a training run; stored as run.json.</summary>
public sealed record TrainingSettings
{
    /// <summary>Settings, by their names in run.json, that no bit of the result depends on.</summary>
    internal static readonly string[] Incidental = ["data", "threads", "checkpointEvery", "checkpointMinutes", "tensorBoard"];

    /// <summary>Name of the task source: see <see cref="TaskCatalog"/>.</summary>
    public required string Task { get; init; }

    /// <summary>Folder of the data; null for generated tasks. May change on resume.</summary>
    public string? Data { get; init; }

    /// <summary>How the data becomes tasks; null for tasks that have no such options.</summary>
    public DataOptions? DataOptions { get; init; }

    /// <summary>Ways, shots and queries of a training episode.</summary>
    public required EpisodeShape Episode { get; init; }

    /// <summary>The model to meta-learn.</summary>
    public required ModelSpec Model { get; init; }

    /// <summary>Name of the meta-learning algorithm.</summary>
    public string Algorithm { get; init; } = "maml";

    /// <summary>The inner loop.</summary>
    public required InnerSettings Inner { get; init; }

    /// <summary>What the outer loop descends.</summary>
    public ObjectiveSettings Objective { get; init; } = new();

    /// <summary>Tasks in a meta-batch.</summary>
    public required int MetaBatch { get; init; }

    /// <summary>Distinct training tasks, each with fixed support and query sets; 0 for new tasks in every iteration.</summary>
    public int TrainTasks { get; init; }

    /// <summary>Meta-iterations.</summary>
    public required long Iterations { get; init; }

    /// <summary>How the outer loop takes a meta-gradient.</summary>
    public OuterOptimizer OuterOptimizer { get; init; }

    /// <summary>Learning rate of the outer loop.</summary>
    public RateSchedule OuterRate { get; init; } = new ConstantSchedule(1e-3);

    /// <summary>Bounds on the meta-gradient; null for none.</summary>
    public GradientClip? Clip { get; init; }

    /// <summary>Decides initial parameters, tasks and their order.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>A run folder or a bundle of the same model whose parameters the run starts from; null for random ones.</summary>
    public string? StartFrom { get; init; }

    /// <summary>What computes meta-gradients. May change on resume: checkpoints are the same.</summary>
    public EngineKind Engine { get; init; }

    /// <summary>Where the engine runs. May change on resume.</summary>
    public ComputeDevice Device { get; init; }

    /// <summary>The number format that the engine computes in; the engine <c>onnx</c> has float32 only. May change on resume.</summary>
    public Precision Precision { get; init; }

    /// <summary>Whether nothing is left to timing or to the number of processors, so that the same settings give the same bits.</summary>
    public bool Deterministic { get; init; }

    /// <summary>How the tasks of a meta-batch are computed.</summary>
    public TaskBatching Batching { get; init; }

    /// <summary>
    /// Tasks of one run of the meta-gradient graph: 1 for the graph of one task, more for the graph with a task axis. Null leaves it to
    /// <see cref="Batching"/> when the run starts; run.json records the decision, because rounding depends on it.
    /// </summary>
    public int? TasksPerRun { get; init; }

    /// <summary>Runs at the same time; 0 for one per processor. Does not change the result; may change on resume.</summary>
    public int Threads { get; init; }

    /// <summary>Iterations from one line of metrics to the next.</summary>
    public long LogEvery { get; init; } = 100;

    /// <summary>Folder that gets the metrics as TensorBoard event files too, in a folder named as the run's; null for none. May change on resume.</summary>
    public string? TensorBoard { get; init; }

    /// <summary>Iterations from one checkpoint to the next. May change on resume.</summary>
    public long CheckpointEvery { get; init; } = 1000;

    /// <summary>Minutes after which a checkpoint is written anyway: what a kill can cost at most. May change on resume.</summary>
    public double CheckpointMinutes { get; init; } = 2;

    /// <summary>Iterations from one validation to the next; 0 for none.</summary>
    public long ValidateEvery { get; init; }

    /// <summary>Episodes of a validation, the same ones each time.</summary>
    public int ValidationEpisodes { get; init; } = 100;

    /// <summary>Validations in a row without a better result after which the run ends; 0 for all iterations.</summary>
    public int Patience { get; init; }

    /// <summary>The settings that are not as they are by default, by their paths in run.json (<c>inner.rateSharing</c>), with their values as text.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> NotAsByDefault() =>
        [.. SettingsTree.Differences(TrainingJson.DefaultsOf(this), this).Select(d => KeyValuePair.Create(d.Path, SettingsTree.Text(d.Right)))];

    /// <summary>Whether other settings ask for the same tasks from the same data, divided in the same way.</summary>
    internal bool HasDataOf(TrainingSettings other) =>
        !SettingsTree.Differences(this, other).Any(d => d.Path.Split('.')[0] is "task" or "data" or "dataOptions");

    /// <summary>Whether other settings ask for the same result to the bit.</summary>
    internal bool HasResultOf(TrainingSettings other) => SettingsTree.Differences(this, other).All(d => Incidental.Contains(d.Path));

    /// <summary>The inner loop of the training graph, with what the outer loop descends.</summary>
    internal InnerLoopSpec TrainingLoop()
    {
        var inner = Inner.ToSpec(Inner.Steps, Model);
        var outer = new OuterObjective { WeightedSteps = StepWeighting.Of(Objective, Inner.Steps), ConjugateSteps = Objective.ConjugateSteps };
        return MetaAlgorithm.Named(Algorithm).TrainingLoop(inner with { Outer = outer }, Model);
    }

    /// <summary>The inner loop that validates and ships.</summary>
    internal InnerLoopSpec ShippedLoop() => MetaAlgorithm.Named(Algorithm).ShippedLoop(Inner.ToSpec(Inner.EvaluationSteps, Model), Model);

    /// <summary>Checks the numbers that the types do not.</summary>
    /// <exception cref="TrainingException">A number is out of range; the message names it.</exception>
    public void Validate()
    {
        void AtLeast(long least, long value, string name)
        {
            if (value < least) throw new TrainingException($"Setting '{name}': expected at least {least}, got {value}.");
        }

        Episode.Validate();
        AtLeast(1, Inner.Steps, "inner.steps");
        AtLeast(1, Inner.EvaluationSteps, "inner.evaluationSteps");
        AtLeast(1, Inner.Minibatch ?? 1, "inner.minibatch");
        AtLeast(1, MetaBatch, "metaBatch");
        AtLeast(0, TrainTasks, "trainTasks");
        AtLeast(0, Iterations, "iterations");
        AtLeast(0, Threads, "threads");
        AtLeast(1, TasksPerRun ?? 1, "tasksPerRun");
        AtLeast(1, LogEvery, "logEvery");
        AtLeast(1, CheckpointEvery, "checkpointEvery");
        AtLeast(0, ValidateEvery, "validateEvery");
        AtLeast(1, ValidationEpisodes, "validationEpisodes");
        AtLeast(0, Patience, "patience");
        if (!(CheckpointMinutes > 0)) throw new TrainingException($"Setting 'checkpointMinutes': expected a positive number, got {CheckpointMinutes}.");
        if (Patience > 0 && ValidateEvery == 0) throw new TrainingException($"Setting 'patience': {Patience} validations without a better result end the run, but 'validateEvery' is 0. "
            + "Validate, or leave patience out.");
        if (Inner.RateSharing == LearningRateSharing.PerParameterAndStep && Inner.EvaluationSteps != Inner.Steps)
            throw new TrainingException($"Setting 'inner.evaluationSteps': expected {Inner.Steps} as in training, because each step has its own rate, got {Inner.EvaluationSteps}.");
        if (Inner.LogRates && (!Inner.LearnRates || Inner.Ridge))
            throw new TrainingException("Setting 'inner.logRates': logarithms are learned of learning rates, but none are learned (those of ridge regression are logarithms already). "
                + "Learn rates, or leave --log-rates out.");
        if (Inner.PerStep != PerStepNormalization.None && Inner.EvaluationSteps != Inner.Steps)
            throw new TrainingException($"Setting 'inner.evaluationSteps': expected {Inner.Steps} as in training, because each step has its own normalisation, got {Inner.EvaluationSteps}.");
        if (!(Inner.LearningRate > 0) || !double.IsFinite(Inner.LearningRate))
            throw new TrainingException($"Setting 'inner.learningRate': expected a positive number, got {Inner.LearningRate}.");
        Share(Objective.MultiStepPart, "objective.multiStepPart");
        Share(Objective.FirstOrderPart, "objective.firstOrderPart");
        if (!(Objective.PreAdaptationWeight >= 0) || !double.IsFinite(Objective.PreAdaptationWeight))
            throw new TrainingException($"Setting 'objective.preAdaptationWeight': expected 0 or more, got {Objective.PreAdaptationWeight}.");

        static void Share(double value, string name)
        {
            if (value is not (>= 0 and <= 1)) throw new TrainingException($"Setting '{name}': expected a part from 0 to 1, got {value}.");
        }
    }
}
