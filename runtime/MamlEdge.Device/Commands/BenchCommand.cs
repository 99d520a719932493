using System.Diagnostics;
using MamlEdge.Bundle;
using MamlEdge.Device.CommandLine;
using MamlEdge.Device.Results;
using MamlEdge.Runtime;

namespace MamlEdge.Device.Commands;

/// <summary><c>maml-edge-device bench</c>: what the first use of a bundle costs in a fresh process, and what further uses do.</summary>
internal sealed class BenchCommand : Command
{
    private static readonly Option Support = new("--examples", "S", "Support examples; the default is one for each class, or 5; 0 predicts without adapting.");
    private static readonly Option Steps = new("--steps", "K", "Inner steps, by default the bundle's own: any number, or a multiple of that where a step depends on those before.");
    private static readonly Option Runs = new("--runs", "N", "Timed runs after the first; the default is 100, 0 leaves them out.");

    public override string Name => "bench";

    public override string Description => "Time the first use of a bundle in this process, and further ones; show the memory.";

    public override IReadOnlyList<Option> Options { get; } = [Support, Steps, Runs, .. BundleOptions.All];

    public override CommandResult Execute(Arguments arguments, Action<string> say, CancellationToken cancellation)
    {
        var (path, runs) = (Bundle(arguments), arguments.Number(Runs, 0) ?? 100);
        var (given, how) = (arguments.Number(Support, 0), new AdaptOptions { Steps = arguments.Number(Steps, 1), Guard = false });
        var options = BundleOptions.Read(arguments);

        var clock = Stopwatch.StartNew();
        using var model = BundleOptions.Load(path, options, say);
        var load = Lap(clock);
        var support = given ?? Ways(model.Manifest);
        var examples = new MadeUpExamples(model.Manifest, Math.Max(1, support));
        clock.Restart();
        using var personal = support == 0 ? null : examples.Adapt(model, how, cancellation);
        double? adapt = personal is null ? null : Lap(clock);
        var output = Predict().Values;
        var start = new StartFigures(load, adapt, Lap(clock), Process.GetCurrentProcess().PeakWorkingSet64);

        var query = new MadeUpExamples(model.Manifest, 1).Inputs;
        output = new float[output.Length / examples.Inputs.Count * query.Count];
        return new BenchResult(model.Manifest.Name, start, runs == 0 ? [] :
        [
            .. personal is null ? Array.Empty<Latency>() : [Time($"adapt to {support} example{(support == 1 ? "" : "s")}", () => examples.Adapt(model, how, cancellation).Dispose())],
            Time($"predict 1 example, {(personal is null ? "base" : "adapted")} model", PredictOne),
        ]);

        Predictions Predict() => personal?.Predict(examples.Inputs, cancellation) ?? model.Predict(examples.Inputs, cancellation);

        void PredictOne()
        {
            if (personal is null)
                model.Predict(query.Values.Span, query.Shape, output, cancellation);
            else
                personal.Predict(query.Values.Span, query.Shape, output, cancellation);
        }

        Latency Time(string operation, Action action) => Latency.Measure(operation, runs, action, cancellation);
    }

    private static int Ways(Manifest manifest) => manifest.Task == TaskKind.Classification && manifest.Output.Shape[^1].Size is { } ways ? (int)ways : 5;

    private static double Lap(Stopwatch clock)
    {
        var elapsed = clock.Elapsed.TotalMilliseconds;
        clock.Restart();
        return elapsed;
    }
}
