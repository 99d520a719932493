using MamlEdge.Cli.Terminals;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Evaluation;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Cli.Reporting;

/// <summary>Evaluates a bundle with progress on the terminal.</summary>
internal static class Evaluation
{
    public static EvaluationResult Run(MetaModel model, ITaskSource tasks, EvaluationOptions options, Terminal terminal) =>
        ProgressDisplay.Run(terminal, "evaluating", options.Episodes, report => BundleEvaluation.Run(
            model, tasks, options, new Relay<int>(done => report(done, "")), terminal.Cancellation));
}
