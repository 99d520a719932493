using System.Diagnostics;
using MamlEdge.Cli.Verification;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Reports;

namespace MamlEdge.Cli.Measurements;

/// <summary>How long a bundle takes on this machine to load, to adapt and to predict, through the device runtime.</summary>
internal static class BundleLatency
{
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
        var sample = new SupportSample(model.Manifest, support);
        var how = new AdaptOptions { Steps = steps, Guard = false };
        var query = new SupportSample(model.Manifest, 1).X;
        using var personal = sample.Adapt(model, how);
        var output = new float[personal.Predict(query, cancellation).Values.Length];

        LatencyFigure Time(string operation, int count, Action action) => Repeat(operation, count, action, cancellation);
        return
        [
            Time($"adapt to {Quantities.Of(support, "example")}, {Quantities.Of(steps ?? model.Manifest.Inner.Steps, "step")}", runs, () => sample.Adapt(model, how).Dispose()),
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
