using System.Diagnostics;
using MamlEdge.Bundle;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Reports;

namespace MamlEdge.Cli.Measurements;

/// <summary>How long a bundle takes on this machine to load, to adapt and to predict, through the device runtime.</summary>
internal static class BundleLatency
{
    private const ulong Seed = 1;
    private static readonly TimeSpan LongestRow = TimeSpan.FromSeconds(2);

    /// <summary>Times the operations of a device, the adaptation first, after warm-up.</summary>
    /// <param name="path">The bundle.</param>
    /// <param name="options">Where it runs.</param>
    /// <param name="support">Number of support examples.</param>
    /// <param name="steps">Inner steps; null for those of the bundle.</param>
    /// <param name="runs">Runs of each operation, fewer where one takes long.</param>
    /// <param name="cancellation">Stops between two runs.</param>
    public static IReadOnlyList<LatencyFigure> Measure(
        string path, RuntimeOptions options, int support, int? steps, int runs, CancellationToken cancellation = default)
    {
        using var model = MetaModel.Load(path, options);
        var random = new SeededRandom(Seed);
        var adapt = Adaptation(model, random, support, new AdaptOptions { Steps = steps, Guard = false });
        var query = Values(random, model.Manifest.Input, 1);
        using var personal = adapt();
        var output = new float[personal.Predict(query, cancellation).Values.Length];

        LatencyFigure Time(string operation, int count, Action action) => Repeat(operation, count, action, cancellation);
        return
        [
            Time($"adapt to {Quantities.Of(support, "example")}, {Quantities.Of(steps ?? model.Manifest.Inner.Steps, "step")}", runs, () => adapt().Dispose()),
            Time("predict 1 example, adapted model", runs, () => personal.Predict(query.Values.Span, query.Shape, output, cancellation)),
            Time("open an adapted model, predict once", runs, () =>
            {
                using var restored = model.Restore(personal.State);
                restored.Predict(query, cancellation);
            }),
            Time("load the bundle, verify its hashes, predict once", Math.Min(runs, 20), () =>
            {
                using var loaded = MetaModel.Load(path, options);
                loaded.Predict(query, cancellation);
            }),
        ];
    }

    private static Func<PersonalModel> Adaptation(MetaModel model, SeededRandom random, int support, AdaptOptions how)
    {
        var x = Values(random, model.Manifest.Input, support);
        if (model.Manifest.Target.Type == ElementType.Int64)
        {
            var ways = model.Manifest.Output.Shape[^1].Size ?? 2;
            long[] labels = [.. Enumerable.Range(0, support).Select(i => i % ways)];
            return () => model.Adapt(x, labels, how);
        }

        var y = Values(random, model.Manifest.Target, support, model.Manifest.Loss == LossKind.Bce);
        return () => model.Adapt(x, y, how);
    }

    /// <summary>Standard normal numbers, or 0 and 1; the time does not depend on the values.</summary>
    private static Examples Values(SeededRandom random, TensorSpec spec, int count, bool binary = false)
    {
        long[] shape = [count, .. spec.Shape.Skip(1).Select(d => d.Size ?? throw new InvalidDataException(
            $"The shape {spec.ShapeText} of '{spec.Name}' has a free dimension besides the examples, so there is no one size to time."))];
        var values = new float[shape.Aggregate(1L, (a, b) => a * b)];
        for (var i = 0; i < values.Length; i++)
            values[i] = binary ? random.Below(2) : (float)random.Normal();
        return new Examples(values, shape);
    }

    private static LatencyFigure Repeat(string operation, int runs, Action action, CancellationToken cancellation)
    {
        for (var i = 0; i < Math.Min(5, runs); i++)
            action();
        var times = new List<double>(runs);
        var whole = Stopwatch.StartNew();
        while (times.Count < runs && (times.Count < 3 || whole.Elapsed < LongestRow))
        {
            cancellation.ThrowIfCancellationRequested();
            var start = Stopwatch.GetTimestamp();
            action();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        return new LatencyFigure(operation, times[times.Count / 2], times[(int)(0.95 * (times.Count - 1))], times.Count);
    }
}
