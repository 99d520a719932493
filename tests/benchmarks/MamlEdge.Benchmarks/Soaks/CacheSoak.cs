using System.Collections.Concurrent;
using System.Diagnostics;
using MamlEdge.Bundle;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Random;
using Spectre.Console;

namespace MamlEdge.Benchmarks;

/// <summary>Many people's models through a small cache: a few people ask often, most rarely.</summary>
internal static class CacheSoak
{
    private const int Threads = 8, Baked = 32, InMemory = 128;

    /// <summary>Runs it and prints counts and memory.</summary>
    /// <returns>0 where every answer was right and the bounds held.</returns>
    public static int Run(int people, double seconds, IAnsiConsole console)
    {
        using var bundle = new DeviceBundle(Nets.Conv4, DeviceGraph.Loop(steps: 1, "head.*"));
        var model = bundle.Model;
        var query = SoakTask.Draw(1)[0].Query;
        var states = SoakTask.Draw(people).AsParallel().AsOrdered().Select(task =>
        {
            using var personal = model.Adapt(task.Support, SoakTask.Labels);
            return personal.State;
        }).ToArray();
        var expected = states.Select(state => Alone(model, state, query)).ToArray();
        using var cache = model.Serve(person => states[int.Parse(person)], new ServingOptions { BakedModels = Baked, Models = InMemory, BakeAfter = 30 });
        var (asked, wrong, beyond, errors) = (0L, 0L, 0L, new ConcurrentBag<Exception>());
        var watch = Stopwatch.StartNew();
        var before = Environment.WorkingSet;
        Parallel.For(0, Threads, new ParallelOptions { MaxDegreeOfParallelism = Threads }, worker =>
        {
            var random = new SeededRandom((ulong)worker);
            try
            {
                while (watch.Elapsed.TotalSeconds < seconds)
                {
                    var person = (int)(people * Math.Pow(random.Uniform(), 4));
                    var bits = SoakTask.Bits(cache.Predict($"{person}", query));
                    if (bits != expected[person].Shared && bits != expected[person].Personal) Interlocked.Increment(ref wrong);
                    if (Interlocked.Increment(ref asked) % 100 == 0 && (cache.BakedCount > Baked || cache.Count > InMemory)) Interlocked.Increment(ref beyond);
                }
            }
#pragma warning disable CA1031 // whatever goes wrong is counted
            catch (Exception error)
#pragma warning restore CA1031
            {
                errors.Add(error);
            }
        });

        console.WriteLine($"conv4-64, head adapted: {people} people, {Threads} threads, {watch.Elapsed.TotalSeconds:f0} s: {asked} predictions of 3 images, {cache.Loads} states loaded, {cache.BakedCount} of {cache.Count} models baked; "
            + $"{wrong} wrong, {beyond} times beyond the bounds, {errors.Count} errors. Resident memory from {before / 1e6:f0} to {Environment.WorkingSet / 1e6:f0} MB.");
        foreach (var error in errors.Take(3)) console.WriteLine(error.ToString());
        return wrong + beyond == 0 && errors.IsEmpty ? 0 : 1;
    }

    private static (string Shared, string Personal) Alone(MetaModel model, PersonalState state, Examples query)
    {
        using var personal = model.Restore(state);
        return (SoakTask.Bits(model.Predict(query, state)), SoakTask.Bits(personal.Predict(query)));
    }
}
