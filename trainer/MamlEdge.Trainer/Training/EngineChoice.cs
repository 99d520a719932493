using System.Diagnostics;
using MamlEdge.Bundle;
using MamlEdge.Exporter;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Engines;
using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Training;

/// <summary>Makes the engines of a training run and decides how many tasks one run of the graph takes.</summary>
internal static class EngineChoice
{
    private const int LeastTurns = 3;

    /// <summary>
    /// How much faster several tasks a run must be than one to be chosen. Equal speeds do not decide by chance, so that two runs of the
    /// same settings round alike.
    /// </summary>
    private const double ClearlyFaster = 1.15;

    /// <summary>How long the ways of batching are timed, if that is more than the least number of turns.</summary>
    private static readonly TimeSpan Trial = TimeSpan.FromMilliseconds(250);

    /// <summary>An engine for the settings' episodes.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inner">The inner loop.</param>
    /// <param name="settings">Sizes of an episode, and threads.</param>
    /// <param name="tasksPerRun">1 for the graph of one task; more for the graph with a task axis.</param>
    /// <exception cref="NotSupportedException">The engine or its device is not there; the message says how to have it.</exception>
    /// <exception cref="ExporterException">The engine has no rule for an operator of the model, or none for several tasks.</exception>
    public static IMetaGradientEngine New(ForwardModel model, InnerLoopSpec inner, TrainingSettings settings, int tasksPerRun)
    {
        if (settings.Engine == EngineKind.Torch)
            return EngineProviders.RequireTorch().NewEngine(model, inner, new EngineOptions { Device = settings.Device, Threads = settings.Threads, TasksPerRun = tasksPerRun });
        if (settings.Device != ComputeDevice.Cpu) throw new NotSupportedException("The engine 'onnx' trains on the CPU only. Use --device cpu, or --engine torch.");
        var (output, support, query) = (inner.Loss == LossKind.CrossEntropy, settings.Episode.SupportCount, settings.Episode.QueryCount);
        var ways = settings.Episode.Ways;
        return new OnnxEngine(
            tasksPerRun == 1 ? MetaGradientModel.Write(model, inner, output, support, query, ways: ways) : MetaGradientModel.WriteBatch(model, inner, tasks: null, output, support, query, ways),
            settings.Threads,
            tasksPerRun);
    }

    /// <summary>An engine, and the number of tasks of a run of its graph: as the settings say, or whichever is faster on this machine.</summary>
    /// <exception cref="NotSupportedException">The engine or its device is not there; the message says how to have it.</exception>
    /// <exception cref="ExporterException">The engine has no rule for an operator of the model, or none for several tasks.</exception>
    public static (IMetaGradientEngine Engine, int TasksPerRun) Choose(ForwardModel model, InnerLoopSpec inner, TrainingSettings settings, ITaskSource tasks)
    {
        var share = Share(settings);
        if (settings.TasksPerRun is null && settings.Batching == TaskBatching.Auto) return Fastest(model, inner, settings, tasks, share);
        var tasksPerRun = settings.TasksPerRun ?? (settings.Batching == TaskBatching.Task ? 1 : share);
        return (New(model, inner, settings, tasksPerRun), tasksPerRun);
    }

    /// <summary>An equal share of the batch for every thread of ONNX Runtime; the whole batch for libtorch, whose operators use all threads themselves.</summary>
    private static int Share(TrainingSettings settings)
    {
        if (settings.Engine == EngineKind.Torch) return settings.MetaBatch;
        var threads = settings.Threads == 0 ? Environment.ProcessorCount : settings.Threads;
        return Math.Min(Math.Max((settings.MetaBatch + threads - 1) / threads, 2), settings.MetaBatch);
    }

    /// <summary>The engine of several tasks a run; null for a model that has an operator without a batching rule.</summary>
    private static IMetaGradientEngine? Vectorized(ForwardModel model, InnerLoopSpec inner, TrainingSettings settings, int share)
    {
        try
        {
            return New(model, inner, settings, share);
        }
        catch (ExporterException)
        {
            return null;
        }
    }

    /// <summary>The engine of one task a run or of the share, by the least time of an iteration; they take turns, so that other load falls on both.</summary>
    private static (IMetaGradientEngine Engine, int TasksPerRun) Fastest(ForwardModel model, InnerLoopSpec inner, TrainingSettings settings, ITaskSource tasks, int share)
    {
        var single = New(model, inner, settings, 1);
        if (share == 1 || Vectorized(model, inner, settings, share) is not { } vectorized) return (single, 1);
        var (chosen, other, tasksPerRun) = IsClearlyFaster(vectorized, single, model, inner, settings, tasks) ? (vectorized, single, share) : (single, vectorized, 1);
        other.Dispose();
        return (chosen, tasksPerRun);
    }

    private static bool IsClearlyFaster(IMetaGradientEngine vectorized, IMetaGradientEngine single, ForwardModel model, InnerLoopSpec inner, TrainingSettings settings, ITaskSource tasks)
    {
        var random = new SeededRandom(settings.Seed);
        Episode[] batch = [.. Enumerable.Range(0, settings.MetaBatch).Select(i => tasks.Sample(Split.Train, settings.Episode, random.Derive((ulong)i)))];
        var parameters = InitialParameters.Of(single.Layout, model, inner);
        var gradient = new ParameterVector(single.Layout);
        IMetaGradientEngine[] engines = [single, vectorized];
        var least = Array.ConvertAll(engines, _ => TimeSpan.MaxValue);
        var clock = Stopwatch.StartNew();
        // The first turn builds buffers.
        for (var turn = 0; turn <= LeastTurns || clock.Elapsed < Trial; turn++)
        {
            for (var i = 0; i < engines.Length; i++)
            {
                var start = Stopwatch.GetTimestamp();
                engines[i].Compute(batch, parameters, gradient);
                var time = Stopwatch.GetElapsedTime(start);
                if (turn > 0 && time < least[i]) least[i] = time;
            }
        }

        return least[0] > ClearlyFaster * least[1];
    }
}
