using System.Diagnostics;
using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Engines;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Training;

/// <summary>Makes the engines of a training run and decides how many tasks one run of the graph takes.</summary>
internal static class EngineChoice
{
    /// <summary>How long each way of batching is timed, and how often at least.</summary>
    private static readonly TimeSpan Trial = TimeSpan.FromMilliseconds(200);
    private const int LeastTrials = 3;

    /// <summary>An engine for the settings' episodes.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inner">The inner loop.</param>
    /// <param name="settings">Sizes of an episode, and threads.</param>
    /// <param name="tasksPerRun">1 for the graph of one task; more for the graph with a task axis.</param>
    public static OnnxEngine New(ForwardModel model, InnerLoopSpec inner, TrainingSettings settings, int tasksPerRun)
    {
        var (output, support, query) = (inner.Loss == LossKind.CrossEntropy, settings.Episode.SupportCount, settings.Episode.QueryCount);
        return new OnnxEngine(
            tasksPerRun == 1 ? MetaGradientModel.Write(model, inner, output, support, query) : MetaGradientModel.WriteBatch(model, inner, tasks: null, output, support, query),
            settings.Threads,
            tasksPerRun);
    }

    /// <summary>The number of tasks of a run of the graph: as the settings say, or whichever is faster on this machine.</summary>
    public static int TasksPerRun(ForwardModel model, InnerLoopSpec inner, TrainingSettings settings, ITaskSource tasks)
    {
        var vectorized = Vectorized(settings);
        if (settings.Batching != TaskBatching.Auto || vectorized == 1) return settings.Batching == TaskBatching.Task ? 1 : vectorized;
        return Faster(model, inner, settings, tasks, vectorized) ? vectorized : 1;
    }

    /// <summary>An equal share of the batch for every thread.</summary>
    private static int Vectorized(TrainingSettings settings)
    {
        var threads = settings.Threads == 0 ? Environment.ProcessorCount : settings.Threads;
        return Math.Min(Math.Max((settings.MetaBatch + threads - 1) / threads, 2), settings.MetaBatch);
    }

    /// <summary>Whether runs of several tasks are faster: the least times of iterations in turns, so that other load falls on both.</summary>
    private static bool Faster(ForwardModel model, InnerLoopSpec inner, TrainingSettings settings, ITaskSource tasks, int tasksPerRun)
    {
        using var single = New(model, inner, settings, 1);
        using var vectorized = New(model, inner, settings, tasksPerRun);
        var random = new Random.SeededRandom(settings.Seed);
        Episode[] batch = [.. Enumerable.Range(0, settings.MetaBatch).Select(i => tasks.Sample(Split.Train, settings.Episode, random.Derive((ulong)i)))];
        var parameters = InitialParameters.Of(single.Layout, model, inner);
        var gradient = new ParameterVector(single.Layout);
        var (first, second) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        var clock = Stopwatch.StartNew();
        // The first turn builds buffers.
        for (var turn = 0; turn <= LeastTrials || clock.Elapsed < 2 * Trial; turn++)
        {
            var (a, b) = (Time(single), Time(vectorized));
            if (turn > 0) (first, second) = (first < a ? first : a, second < b ? second : b);
        }

        return second < first;

        TimeSpan Time(OnnxEngine engine)
        {
            var start = Stopwatch.GetTimestamp();
            engine.Compute(batch, parameters, gradient);
            return Stopwatch.GetElapsedTime(start);
        }
    }
}
