using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Engines;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Evaluation;

/// <summary>
/// The trainer's own figure on the episodes of an evaluation, from the training-side graph: a check that what ships does
/// what was trained.
/// </summary>
public static class TrainerEvaluation
{
    private const int BatchSize = 32;

    /// <summary>The metric after the inner steps of <paramref name="inner"/>, all queries of an episode in one batch.</summary>
    /// <param name="model">The model with its meta-learned parameters.</param>
    /// <param name="inner">The inner loop, with learned rates as its explicit rates.</param>
    /// <param name="tasks">Tasks of the model's kind.</param>
    /// <param name="options">The protocol; its number of steps is not used.</param>
    /// <param name="cancellation">Ends the evaluation.</param>
    public static Estimate Run(ForwardModel model, InnerLoopSpec inner, ITaskSource tasks, EvaluationOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentNullException.ThrowIfNull(options);
        tasks.Check(options.Split, options.Shape);
        var classes = tasks.TargetKind == TargetKind.Classes;
        // First order, because only losses and outputs are used, which are the same.
        using var engine = new OnnxEngine(MetaGradientModel.Write(model, inner with { FirstOrder = true }, queryOutput: classes), options.Threads);
        var parameters = InitialParameters.Of(engine.Layout, model, inner);
        var values = new List<double>(options.Episodes);
        foreach (var batch in Enumerable.Range(0, options.Episodes).Chunk(BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            var result = engine.Evaluate([.. batch.Select(index => options.Sample(tasks, index))], parameters);
            values.AddRange(result.Tasks.Select(task => task.Accuracy ?? task.Loss));
        }

        return Estimate.Of(values);
    }
}
