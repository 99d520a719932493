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
        var (task, random, times) = (SoakTask.Draw(1)[0], new SeededRandom(1), new List<double>());
        for (var run = 0; run < runs; run++)
        {
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
                bundle.Model.Adapt(task.Support, SoakTask.Labels, new AdaptOptions { Steps = 1_000_000 }, cancellationToken: source.Token).Dispose();
            }
            catch (OperationCanceledException)
            {
                times.Add(Stopwatch.GetElapsedTime(Volatile.Read(ref cancelled)).TotalMilliseconds);
            }

            canceller.Join();
        }

        console.WriteLine($"conv4-64, k = 10 a run: {times.Count} of {runs} adaptations cancelled; from the cancellation to the end {Race.Median(times):f2} ms in the median, {times.Max():f1} ms at most, allowed {Allowed} ms.");
        return times.Count == runs && times.Max() <= Allowed ? 0 : 1;
    }
}
