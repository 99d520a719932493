using MamlEdge.Trainer.Algorithms;
using MamlEdge.Trainer.Engines;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Training;

/// <summary>Meta-trains a model: builds it, unrolls and differentiates its inner loop, and runs the outer loop in a run folder.</summary>
public static class Trainer
{
    /// <summary>Starts a run, or continues one.</summary>
    /// <param name="settings">What to train; for a resumed run the same as at its start.</param>
    /// <param name="runFolder">A new or empty folder, or that of the run to continue.</param>
    /// <param name="resume">Whether to continue the run in the folder.</param>
    /// <param name="progress">Told a few times a second where the run stands.</param>
    /// <param name="origin">Where a new run comes from; null for a program without a run to repeat.</param>
    /// <param name="cancellation">Saves a checkpoint after the iteration at hand and returns.</param>
    /// <exception cref="TrainingException">
    /// The folder or the settings do not allow it, the loss is no longer finite, or the data is divided otherwise than where the parameters come from.
    /// </exception>
    /// <exception cref="ArgumentException">The task or algorithm is unknown, or the data has too few classes or examples.</exception>
    /// <exception cref="IOException">Data is missing.</exception>
    /// <exception cref="InvalidDataException">Data is damaged.</exception>
    public static TrainingResult Run(
        TrainingSettings settings, string runFolder, bool resume = false, IProgress<TrainingProgress>? progress = null, RunOrigin? origin = null,
        CancellationToken cancellation = default)
    {
        (var run, settings) = Prepare(settings, runFolder, resume, origin);
        var tasks = TaskCatalog.Open(settings.Task, settings.Data, settings.DataOptions);
        return Run(run, settings.FittedTo(tasks), tasks, resume, progress, origin, cancellation);
    }

    /// <summary>The same with a task source of the caller's own.</summary>
    public static TrainingResult Run(
        TrainingSettings settings, ITaskSource tasks, string runFolder, bool resume = false, IProgress<TrainingProgress>? progress = null, RunOrigin? origin = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        (var run, settings) = Prepare(settings, runFolder, resume, origin);
        return Run(run, settings, tasks, resume, progress, origin, cancellation);
    }

    private static TrainingResult Run(
        RunFolder run, TrainingSettings settings, ITaskSource tasks, bool resume, IProgress<TrainingProgress>? progress, RunOrigin? origin, CancellationToken cancellation)
    {
        var trainedOn = TrainedOn(run, settings, tasks, resume, origin);
        tasks.Check(Split.Train, MetaAlgorithm.Named(settings.Algorithm).TrainingEpisode(settings.Episode));
        if (settings.ValidateEvery > 0) tasks.Check(Split.Validation, settings.Episode);

        var subject = TrainingSubject.Of(settings, tasks);
        using var engines = MetaEngines.New(subject, settings);
        var hasCheckpoint = resume && File.Exists(run.CheckpointFile);
        var state = hasCheckpoint ? new TrainingState(engines.Exact.Layout) : InitialState(settings, subject, engines.Exact.Layout);
        using var held = run.Hold();
        if (hasCheckpoint) Checkpoint.Load(run.CheckpointFile, state);
        var part = new RunPart(state.Iteration, settings.Engine, settings.Device, settings.Precision, engines.TasksPerRun, engines.Fallback)
        {
            EpisodesFromHost = engines.ExamplesOf(subject.Tasks, Split.Train).Reason,
            Fingerprint = RunFingerprint.Of(settings, tasks, engines.Exact),
        };
        var decided = settings with { TasksPerRun = settings.TasksPerRun ?? engines.TasksPerRun };
        if (resume) run.Continue(part.After(run.Description.Parts));
        else run.Start(tasks.Preprocessing, decided, tasks.Labels, part.After(origin?.PartsToRepeat(decided) ?? []), trainedOn);
        var status = new MetaLoop(settings, subject, engines, state, run).Run(progress, cancellation);
        return new TrainingResult(status, state.Iteration, run.Path) { Tasks = tasks };
    }

    /// <summary>The classes of the training split, once they are known to be those that a run goes on with or repeats, and apart from those that it is measured on.</summary>
    private static TrainedClasses? TrainedOn(RunFolder run, TrainingSettings settings, ITaskSource tasks, bool resume, RunOrigin? origin)
    {
        if (resume) run.Description.TrainedOn?.RequireStill(tasks, $"the run in '{run.Path}'", settings.StartFrom);
        else if (origin?.Repeated is { TrainedOn: { } repeated } original && original.Settings.HasDataOf(settings))
            repeated.RequireStill(tasks, "the run whose settings are repeated", settings.StartFrom);
        return resume ? run.Description.TrainedOn : TrainedClasses.Of(tasks, settings.StartFrom);
    }

    private static TrainingState InitialState(TrainingSettings settings, TrainingSubject subject, ParameterLayout layout)
    {
        var state = new TrainingState(layout);
        InitialParameters.Of(layout, subject.Model, settings.TrainingLoop()).Values.CopyTo(state.Parameters.Values, 0);
        if (settings.StartFrom is { } path) StartingPoint.CopyTo(path, state.Parameters);
        return state;
    }

    /// <summary>The folder, and the settings with what was decided when the run started.</summary>
    private static (RunFolder Run, TrainingSettings Settings) Prepare(TrainingSettings settings, string folder, bool resume, RunOrigin? origin)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        if (!resume) return (RunFolder.New(folder, settings, origin?.Command), settings);
        var run = RunFolder.Open(folder);
        var recorded = run.Description.Settings;
        // What was decided for another engine says nothing about this one.
        var asked = settings.Engine == recorded.Engine || settings.TasksPerRun != recorded.TasksPerRun ? settings.TasksPerRun : null;
        run.RequireSame(settings with { TasksPerRun = asked ?? recorded.TasksPerRun });
        return (run, settings with { TasksPerRun = asked ?? (settings.Batching == recorded.Batching ? run.TasksPerRunOf(settings.Engine) : null) });
    }
}
