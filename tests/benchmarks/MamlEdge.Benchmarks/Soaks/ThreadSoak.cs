using System.Collections.Concurrent;
using System.Diagnostics;
using MamlEdge.Runtime;
using Spectre.Console;

namespace MamlEdge.Benchmarks;

/// <summary>Many threads adapt and predict on one model; every result is compared with that of one thread, bit for bit.</summary>
internal static class ThreadSoak
{
    /// <summary>Runs it and prints counts.</summary>
    /// <returns>0 where every result was right and nothing failed.</returns>
    public static int Run(int threads, double seconds, IAnsiConsole console)
    {
        using var bundle = new DeviceBundle(Nets.Conv4, DeviceGraph.Loop(steps: 2));
        var tasks = SoakTask.Draw(16);
        var expected = tasks.Select(task => Results(bundle.Model, task)).ToArray();
        var (rounds, wrong, errors) = (0L, 0L, new ConcurrentBag<Exception>());
        var watch = Stopwatch.StartNew();
        var workers = Enumerable.Range(0, threads).Select(worker => new Thread(() =>
        {
            try
            {
                for (var at = worker; watch.Elapsed.TotalSeconds < seconds; at++)
                {
                    if (Results(bundle.Model, tasks[at % tasks.Length]) != expected[at % tasks.Length]) Interlocked.Increment(ref wrong);
                    Interlocked.Increment(ref rounds);
                }
            }
#pragma warning disable CA1031 // whatever goes wrong is counted
            catch (Exception error)
#pragma warning restore CA1031
            {
                errors.Add(error);
            }
        })).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());

        console.WriteLine($"conv4-64, {threads} threads, {watch.Elapsed.TotalSeconds:f0} s: {rounds} rounds of adapting, predicting with base, state and personal model; {wrong} wrong, {errors.Count} errors.");
        foreach (var error in errors.Take(3)) console.WriteLine(error.ToString());
        return wrong == 0 && errors.IsEmpty && rounds >= threads ? 0 : 1;
    }

    private static (string Weights, string Base, string Shared, string Personal) Results(MetaModel model, SoakTask task)
    {
        using var personal = model.Adapt(task.Support, SoakTask.Labels);
        return (SoakTask.Bits(personal.State), SoakTask.Bits(model.Predict(task.Query)), SoakTask.Bits(model.Predict(task.Query, personal.State)), SoakTask.Bits(personal.Predict(task.Query)));
    }
}
