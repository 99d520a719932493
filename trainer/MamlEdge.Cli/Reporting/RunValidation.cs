using MamlEdge.Cli.Terminals;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Evaluation;
using MamlEdge.Trainer.Reports;
using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Cli.Reporting;

/// <summary>What a finished run reaches on its validation split, measured on a bundle that is made for it and removed again.</summary>
internal static class RunValidation
{
    private const int Pictures = 3;

    /// <summary>The report with the adaptation curve and a few tasks of the validation split.</summary>
    /// <param name="report">The report of the run.</param>
    /// <param name="folder">The run folder.</param>
    /// <param name="tasks">The run's tasks.</param>
    /// <param name="terminal">Shows progress.</param>
    /// <exception cref="OperationCanceledException">The user interrupts it.</exception>
    public static TrainingReport Of(TrainingReport report, string folder, ITaskSource tasks, Terminal terminal)
    {
        var run = TrainedRun.Open(folder);
        var settings = run.Description.Settings;
        var scratch = Directory.CreateTempSubdirectory("mamledge-");
        try
        {
            var bundle = Path.Combine(scratch.FullName, "bundle");
            BundleWriter.Write(bundle, run.ToBundle());
            using var model = MetaModel.Load(bundle, new RuntimeOptions { Target = ExecutionTarget.Cpu });
            var options = new EvaluationOptions(settings.Episode)
            {
                Split = Split.Validation,
                Episodes = settings.ValidationEpisodes,
                Steps = EvaluationOptions.StepsFor(model.Manifest.Inner.Steps),
                Seeds = [settings.Seed],
                NonTransductive = false,
                Threads = settings.Threads,
            };
            var result = Evaluation.Run(model, tasks, options, terminal);
            return report with
            {
                Split = Split.Validation,
                Protocol = $"{Quantities.Of(result.Episodes, "task")} of the validation split after iteration {run.Iteration}, through the device runtime, "
                    + "all queries of a task together. For the test split: maml-edge eval.",
                Adaptation = [.. result.Steps.Select(s => new AdaptationPoint(s.Steps, s.Transductive.Mean, s.Transductive.Interval))],
                Examples = ExampleTasks.Of(model, tasks, options, Pictures),
            };
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }
}
