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
        if (settings.Engine == EngineKind.Torch) return EngineProviders.RequireTorch().NewEngine(model, inner, Options(settings, tasksPerRun));
        if (settings.Device != ComputeDevice.Cpu) throw new NotSupportedException("The engine 'onnx' trains on the CPU only. Use --device cpu, or --engine torch.");
        if (settings.Precision != Precision.Float32)
            throw new NotSupportedException($"The engine 'onnx' trains in float32 only, got {settings.Precision.ToString().ToLowerInvariant()}. Use --precision float32, or --engine torch.");
        var (output, support, query) = (inner.Loss == LossKind.CrossEntropy, settings.Episode.SupportCount, settings.Episode.QueryCount);
        var ways = settings.Episode.Ways;
        return new OnnxEngine(
            tasksPerRun == 1 ? MetaGradientModel.Write(model, inner, output, support, query, ways: ways) : MetaGradientModel.WriteBatch(model, inner, tasks: null, output, support, query, ways),
            settings.Threads,
            tasksPerRun);
    }

    /// <summary>An engine as the settings say, or whichever is faster on this machine.</summary>
    /// <exception cref="NotSupportedException">The engine or its device is not there; the message says how to have it.</exception>
    /// <exception cref="ExporterException">The engine has no rule for an operator of the model, or none for several tasks.</exception>
    public static ChosenEngine Choose(ForwardModel model, InnerLoopSpec inner, TrainingSettings settings, ITaskSource tasks)
    {
        if (settings.TasksPerRun is { } decided) return new(New(model, inner, settings, decided), decided);
        var share = Share(settings);
        return settings.Batching switch
        {
            TaskBatching.Vectorized => new(New(model, inner, settings, share), share),
            TaskBatching.Auto when share > 1 && !(settings.Deterministic && settings.Engine == EngineKind.Onnx) => Fastest(model, inner, settings, tasks, share),
            _ => new(New(model, inner, settings, 1), 1),
        };
    }

    private static EngineOptions Options(TrainingSettings settings, int tasksPerRun) => new()
    {
        Device = settings.Device,
        Threads = settings.Threads,
        TasksPerRun = tasksPerRun,
        Precision = settings.Precision,
        Deterministic = settings.Deterministic,
    };

    /// <summary>
    /// An equal share of the batch for every thread of ONNX Runtime; the whole batch for libtorch, whose operators use all threads
    /// themselves, and where the share must not depend on the machine.
    /// </summary>
    private static int Share(TrainingSettings settings)
    {
        if (settings.Engine == EngineKind.Torch) return settings.MetaBatch;
        var threads = settings.Threads != 0 ? settings.Threads : settings.Deterministic ? 1 : Environment.ProcessorCount;
        return Math.Min(Math.Max((settings.MetaBatch + threads - 1) / threads, 2), settings.MetaBatch);
    }

    /// <summary>
    /// The engine of one task a run or of the share, by the least time of an iteration; they take turns, so that other load falls on both.
    /// One task a run for a model that has an operator without a batching rule.
    /// </summary>
    private static ChosenEngine Fastest(ForwardModel model, InnerLoopSpec inner, TrainingSettings settings, ITaskSource tasks, int share)
    {
        var single = New(model, inner, settings, 1);
        IMetaGradientEngine? vectorized = null;
        try
        {
            vectorized = New(model, inner, settings, share);
            var takesShare = settings.Deterministic || IsClearlyFaster(vectorized, single, model, inner, settings, tasks);
            (takesShare ? single : vectorized).Dispose();
            return takesShare ? new(vectorized, share) : new(single, 1);
        }
        catch (ExporterException error) when (vectorized is null)
        {
            return new(single, 1, error.Message);
        }
        catch
        {
            vectorized?.Dispose();
            single.Dispose();
            throw;
        }
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
