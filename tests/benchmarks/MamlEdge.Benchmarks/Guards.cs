using System.Diagnostics;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;
using Spectre.Console;

namespace MamlEdge.Benchmarks;

/// <summary>What the held-out check decides on true and on random labels, and what a model knows after a class was added, on generated characters.</summary>
internal static class Guards
{
    private static readonly EpisodeShape FiveShots = new(Ways: 5, Shots: 5, Queries: 5), SixClasses = new(Ways: 6, Shots: 1, Queries: 5);

    /// <summary>Runs it and prints two tables.</summary>
    /// <param name="bundle">A bundle for any number of characters.</param>
    /// <param name="episodes">Tasks of each kind.</param>
    /// <param name="console">Where the tables go.</param>
    /// <returns>0.</returns>
    public static int Run(string bundle, int episodes, IAnsiConsole console)
    {
        using var model = MetaModel.Load(bundle, new RuntimeOptions { Target = ExecutionTarget.Cpu });
        model.Prepare();
        var tasks = GlyphTasks.New();
        console.Profile.Width = Math.Max(console.Profile.Width, 140);
        console.WriteLine($"{model.Manifest.Name}, {episodes} test tasks. Held-out check, 5-way 5-shot:");
        var table = new Table { Border = TableBorder.Markdown }.AddColumns("labels", "check", "queries right", "start kept", "ms, mean");
        foreach (var random in new[] { false, true })
        {
            foreach (var folds in new[] { 0, 5, 25 }) table.AddRow([random ? "random" : "true", folds switch { 0 => "none", 25 => "leave one out", _ => $"{folds} folds" }, .. Checked(model, tasks, episodes, random, folds)]);
        }

        console.Write(table);
        console.WriteLine("A sixth class, 1 shot each:");
        table = new Table { Border = TableBorder.Markdown }.AddColumns("how it comes", "queries of the five right", "queries of the sixth right");
        foreach (var (name, continued, all) in new[] { ("all six from the start", false, true), ("five, then continued with all six", true, true), ("five, then continued with the sixth alone", true, false) })
            table.AddRow([name, .. Added(model, tasks, episodes, continued, all)]);
        console.Write(table);
        return 0;
    }

    private static string[] Checked(MetaModel model, ITaskSource tasks, int episodes, bool random, int folds)
    {
        var (right, kept, time) = (0.0, 0, TimeSpan.Zero);
        foreach (var (episode, shuffle) in Episodes(tasks, FiveShots, episodes))
        {
            long[] labels = [.. episode.Support.Labels];
            if (random) Array.Sort([.. labels.Select(_ => shuffle.Uniform())], labels);
            var start = Stopwatch.GetTimestamp();
            using var personal = model.Adapt(X(episode.Support), labels, new AdaptOptions { HeldOutFolds = folds });
            time += Stopwatch.GetElapsedTime(start);
            if (personal.Report!.Guard == GuardDecision.KeptStartHeldOut) kept++;
            right += Right(personal, episode.Query, _ => true);
        }

        return [$"{right / episodes:p1}", $"{(double)kept / episodes:p1}", $"{time.TotalMilliseconds / episodes:f1}"];
    }

    private static string[] Added(MetaModel model, ITaskSource tasks, int episodes, bool continued, bool all)
    {
        var (known, added) = (0.0, 0.0);
        foreach (var (episode, _) in Episodes(tasks, SixClasses, episodes))
        {
            var support = Named(episode.Support, _ => true);
            using var five = model.Adapt(Named(episode.Support, label => label < 5));
            using var personal = continued ? model.Adapt(all ? support : Named(episode.Support, label => label == 5), from: five.State) : model.Adapt(support);
            known += Right(personal, episode.Query, label => label < 5);
            added += Right(personal, episode.Query, label => label == 5);
        }

        return [$"{known / episodes:p1}", $"{added / episodes:p1}"];
    }

    private static IEnumerable<(Episode Episode, SeededRandom Shuffle)> Episodes(ITaskSource tasks, EpisodeShape shape, int count)
    {
        var (episode, random) = (tasks.NewEpisode(shape), new SeededRandom(1));
        for (var i = 0; i < count; i++)
        {
            tasks.Sample(Split.Test, shape, random.Derive((ulong)i), episode);
            yield return (episode, random.Derive((ulong)(count + i)));
        }
    }

    private static Examples X(ExampleSet set) => new(set.Inputs, set.InputShape);

    /// <summary>Classes of a set by names, in the order of their numbers.</summary>
    private static SupportSet Named(ExampleSet set, Func<long, bool> takes)
    {
        var size = set.Inputs.Length / set.Count;
        return Enumerable.Range(0, set.Count).Where(i => takes(set.Labels[i])).OrderBy(i => set.Labels[i])
            .Aggregate(new SupportSet(), (support, i) => support.With($"{set.Labels[i]}", new Examples(set.Inputs.AsMemory(i * size, size), [1, .. set.InputShape[1..]])));
    }

    private static double Right(PersonalModel personal, ExampleSet query, Func<long, bool> counts)
    {
        var classes = personal.Predict(X(query)).Classes();
        var counted = Enumerable.Range(0, query.Count).Where(i => counts(query.Labels[i])).ToArray();
        return counted.Average(i => classes[i] == query.Labels[i] ? 1.0 : 0.0);
    }
}
