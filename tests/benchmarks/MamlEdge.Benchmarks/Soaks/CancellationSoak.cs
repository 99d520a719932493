using System.Diagnostics;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Random;
using Spectre.Console;

namespace MamlEdge.Benchmarks;

/// <summary>How long an adaptation that is cancelled goes on.</summary>
internal static class CancellationSoak
{
    private const double Allowed = 50;

    /// <summary>Runs it and prints the times.</summary>
    /// <returns>0 where each ended within 50 ms.</returns>
    public static int Run(int runs, IAnsiConsole console)
    {
        using var bundle = new DeviceBundle(Nets.Conv4, DeviceGraph.Loop(steps: 10));
        using var cold = new DeviceBundle(Nets.Conv4, DeviceGraph.Loop(steps: 40), prepare: false);
        var running = Ends(runs, () => bundle.Model, console, "conv4-64, k = 10 a run");
        var loading = Ends(runs, cold.Reload, console, "conv4-64, k = 40, graphs not loaded yet");
        return running && loading ? 0 : 1;
    }

    private static bool Ends(int runs, Func<MetaModel> load, IAnsiConsole console, string what)
    {
        var (task, random, times) = (SoakTask.Draw(1)[0], new SeededRandom(1), new List<double>());
        for (var run = 0; run < runs; run++)
        {
            var model = load();
            using var source = new CancellationTokenSource();
            var cancelled = 0L;
            var canceller = new Thread(() =>
            {
                Thread.Sleep((int)(5 + (random.Uniform() * 100)));
                Volatile.Write(ref cancelled, Stopwatch.GetTimestamp());
                source.Cancel();
            });
            canceller.Start();
            try
            {
                model.Adapt(task.Support, SoakTask.Labels, new AdaptOptions { Steps = 1_000_000 }, cancellationToken: source.Token).Dispose();
            }
            catch (OperationCanceledException)
            {
                times.Add(Stopwatch.GetElapsedTime(Volatile.Read(ref cancelled)).TotalMilliseconds);
            }

            canceller.Join();
        }

        console.WriteLine($"{what}: {times.Count} of {runs} adaptations cancelled; from the cancellation to the end {Race.Median(times):f2} ms in the median, {times.Max():f1} ms at most, allowed {Allowed} ms.");
        return times.Count == runs && times.Max() <= Allowed;
    }
}
