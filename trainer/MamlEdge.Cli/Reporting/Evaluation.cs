using MamlEdge.Cli.Terminals;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Evaluation;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Cli.Reporting;

/// <summary>Evaluates bundles with progress on the terminal.</summary>
internal static class Evaluation
{
    /// <summary>One bundle and one protocol.</summary>
    public static EvaluationResult Run(MetaModel model, ITaskSource tasks, EvaluationOptions options, Terminal terminal) =>
        ProgressDisplay.Run(terminal, "evaluating", options.TotalEpisodes, report => BundleEvaluation.Run(
            model, tasks, options, new Relay<int>(done => report(done, "")), terminal.Cancellation));

    /// <summary>Every bundle by every protocol, on the same episodes.</summary>
    /// <returns>The results of each bundle, in the order of the protocols.</returns>
    public static EvaluationResult[][] Run(LoadedBundles bundles, ITaskSource tasks, EvaluationOptions[] protocols, Terminal terminal)
    {
        foreach (var (bundle, protocol) in Enumerable.Range(0, bundles.Count).SelectMany(b => protocols.Select(p => (b, p))))
            BundleEvaluation.Check(bundles[bundle].Model, tasks, protocol);
        return ProgressDisplay.Run(terminal, "evaluating", bundles.Count * protocols.Sum(p => (long)p.TotalEpisodes), report =>
        {
            var before = 0L;
            EvaluationResult Measure((string Name, MetaModel Model) bundle, EvaluationOptions protocol)
            {
                var result = BundleEvaluation.Run(bundle.Model, tasks, protocol, new Relay<int>(done => report(before + done, bundle.Name)), terminal.Cancellation);
                before += protocol.TotalEpisodes;
                return result with { Bundle = bundle.Name };
            }

            return Enumerable.Range(0, bundles.Count).Select(b => protocols.Select(p => Measure(bundles[b], p)).ToArray()).ToArray();
        });
    }
}
