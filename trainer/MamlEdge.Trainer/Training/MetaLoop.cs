using System.Diagnostics;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Algorithms;
using MamlEdge.Trainer.Engines;
using MamlEdge.Trainer.Evaluation;
using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Training.TensorBoard;

namespace MamlEdge.Trainer.Training;

/// <summary>
/// The outer loop: meta-batch, mean meta-gradient, clipping, optimiser; metrics, validation and checkpoints on the way. Continues
/// from wherever the state is, to the bit as if it had never stopped.
/// </summary>
internal sealed class MetaLoop(
    TrainingSettings settings, TrainingSubject subject, MetaEngines engines, TrainingState state, RunFolder run)
{
    private const ulong TrainStream = 0, ValidationStream = 1;
    private static readonly TimeSpan ReportEvery = TimeSpan.FromMilliseconds(100);

    private readonly MetaStep _step = new(settings, subject.Model, engines, state);
    private readonly Stopwatch _clock = new();
    private readonly double _secondsBefore = state.Seconds;
    private readonly long _iterationBefore = state.Iteration;
    private TimeSpan _saved;

    private bool IsOutOfPatience => settings.Patience > 0 && state.ValidationsSinceBest >= settings.Patience;

    private bool IsCheckpointDue =>
        state.Iteration % settings.CheckpointEvery == 0 || _clock.Elapsed - _saved >= TimeSpan.FromMinutes(settings.CheckpointMinutes);

    public TrainingStatus Run(IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        using var metrics = MetricsLog.Open(run.MetricsFile, state.Iteration);
        using var events = settings.TensorBoard is { } folder
            ? EventLog.Open(folder, run.Path, MetricsLog.Read(run.MetricsFile), state.Seconds, DateTimeOffset.UtcNow)
            : null;
        var random = new SeededRandom(settings.Seed);
        var shape = MetaAlgorithm.Named(settings.Algorithm).TrainingEpisode(settings.Episode);
        var episodes = new EpisodeStream(
            subject.Tasks, Split.Train, shape, settings.MetaBatch, random.Derive(TrainStream), settings.TrainTasks,
            engines.ExamplesOf(subject.Tasks, Split.Train).Store, shuffled: settings.Inner.Minibatch is not null);
        var reported = -ReportEvery;
        _clock.Restart();
        while (state.Iteration < settings.Iterations && !IsOutOfPatience)
        {
            if (cancellation.IsCancellationRequested)
            {
                Save();
                return TrainingStatus.Interrupted;
            }

            var rate = settings.OuterRate.At(state.Iteration, settings.Iterations);
            Step(episodes, rate);
            if (_clock.Elapsed - reported > ReportEvery || state.Iteration == settings.Iterations)
            {
                reported = _clock.Elapsed;
                progress?.Report(Progress());
            }

            var validate = settings.ValidateEvery > 0 && (state.Iteration % settings.ValidateEvery == 0 || state.Iteration == settings.Iterations);
            if (validate || state.Iteration % settings.LogEvery == 0 || state.Iteration == settings.Iterations)
                Log(metrics, events, rate, validate ? Validate(random.Derive(ValidationStream)) : null);
            if (IsCheckpointDue) Save();
        }

        Save();
        return state.Iteration < settings.Iterations ? TrainingStatus.StoppedEarly : TrainingStatus.Completed;
    }

    private void Step(EpisodeStream episodes, double rate)
    {
        var batch = episodes.At(state.Iteration);
        var (result, norm) = _step.Compute(batch);
        if (!double.IsFinite(result.Loss) || !double.IsFinite(norm))
        {
            var offender = OffendingTask.Find(engines.At(state.Iteration), batch, state.Parameters);
            throw new DivergedException(
                $"Meta-iteration {state.Iteration + 1}: query loss {result.Loss}, norm of the meta-gradient {norm}, expected finite numbers. " +
                $"{offender?.Describe(settings, episodes.Shape, episodes.RandomOf(state.Iteration, offender.Index).Seed) ?? "Each task by itself gives finite numbers; their sum does not."} " +
                $"Lower the inner or the outer learning rate, or clip the gradient. The last checkpoint in '{run.Path}' is untouched.");
        }

        _step.Take(rate);
        state.Iteration++;
        state.Mean = state.Mean.Add(result.Loss, result.Accuracy, norm);
        state.Seconds = _secondsBefore + _clock.Elapsed.TotalSeconds;
    }

    private MetaBatchResult Validate(SeededRandom random)
    {
        var batches = Enumerable.Range(0, settings.ValidationEpisodes).Chunk(settings.MetaBatch);
        var store = engines.ExamplesOf(subject.ShippedTasks, Split.Validation).Store;
        var parameters = subject.ToShip(state.Parameters, engines.Validator!.Layout);
        return new MetaBatchResult([.. batches.SelectMany(batch => engines.Validator.Evaluate(
            [.. batch.Select(i => subject.ShippedTasks.Sample(Split.Validation, settings.Episode, random.Derive((ulong)i), store))], parameters).Tasks)]);
    }

    private void Log(MetricsLog metrics, EventLog? events, double rate, MetaBatchResult? validation)
    {
        var accuracies = validation?.Tasks.Select(task => task.Accuracy).OfType<double>().ToArray() ?? [];
        var classes = subject.Tasks.TargetKind == TargetKind.Classes;
        var mean = state.Mean;
        var line = new TrainingMetrics
        {
            Iteration = state.Iteration,
            Loss = mean.Loss / mean.Iterations,
            Accuracy = classes ? mean.Accuracy / mean.Iterations : null,
            GradientNorm = mean.GradientNorm / mean.Iterations,
            OuterRate = rate,
            ValidationLoss = validation?.Loss,
            ValidationAccuracy = validation?.Accuracy,
            ValidationInterval = validation is null ? null
                : Estimate.Of(classes ? accuracies : [.. validation.Tasks.Select(task => task.Loss)]).Interval,
            Seconds = Math.Round(state.Seconds, 3),
        };
        metrics.Write(line);
        events?.Write(line);
        state.Mean = default;
        if (validation is not null) KeepBest(validation.Accuracy ?? -validation.Loss);
    }

    private void KeepBest(double score)
    {
        // Counts in the saved state, so that a resumed run stops where an undisturbed one does.
        var better = !double.IsNaN(score) && !(state.BestValidation >= score);
        state.ValidationsSinceBest = better ? 0 : state.ValidationsSinceBest + 1;
        if (!better) return;
        state.BestValidation = score;
        Checkpoint.Save(run.BestFile, state);
    }

    private TrainingProgress Progress()
    {
        var mean = state.Mean;
        var rate = (state.Iteration - _iterationBefore) / _clock.Elapsed.TotalSeconds;
        return new TrainingProgress(
            state.Iteration, settings.Iterations, mean.Loss / mean.Iterations,
            subject.Tasks.TargetKind == TargetKind.Classes ? mean.Accuracy / mean.Iterations : null,
            rate, TimeSpan.FromSeconds((settings.Iterations - state.Iteration) / rate), run.Description.Fallback, run.Description.Deviation);
    }

    private void Save()
    {
        Checkpoint.Save(run.CheckpointFile, state);
        _saved = _clock.Elapsed;
    }
}
