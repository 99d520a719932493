using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Models;
using MamlEdge.Exporter.Transforms;

namespace MamlEdge.Exporter.Bundles;

/// <summary>The meta-gradient of a model as an ONNX model: what the trainer runs, and <c>meta.onnx</c> of a bundle.</summary>
public static class MetaGradientModel
{
    /// <summary>
    /// Inputs <c>theta.*</c>, <c>step.*</c> where parameters have a value for each step, <c>lr.*</c> where rates are per parameter or learned, <c>support_x</c>, <c>support_y</c>,
    /// <c>query_x</c>, <c>query_y</c>; results <c>query_loss</c> [], <c>meta.*</c> for every parameter, <c>metalr.*</c> where rates
    /// are learned and, on demand, <c>query_output</c>.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="inner">The inner loop.</param>
    /// <param name="queryOutput">Whether <c>query_output</c> is a result.</param>
    /// <param name="support">Number of support examples where it is always the same: a smaller, faster graph.</param>
    /// <param name="query">Number of query examples where it is always the same.</param>
    /// <param name="stepFunction">Whether the steps are calls of one function, and so is their gradient.</param>
    /// <param name="ways">Number of classes where the model takes any and it is always the same.</param>
    public static byte[] Write(ForwardModel model, InnerLoopSpec inner, bool queryOutput = false, long? support = null, long? query = null, bool stepFunction = false, long? ways = null) =>
        OnnxWriter.Write(new AdaptationGraphs(model.Function, inner, stepFunction).MetaGradient(queryOutput, support, query, ways), model.Name + ".meta");

    /// <summary>
    /// The same for a whole meta-batch: examples and targets have a leading task axis, and so have <c>query_loss</c> [T] and
    /// <c>query_output</c>; <c>meta.*</c> and <c>metalr.*</c> are sums over the tasks.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="inner">The inner loop.</param>
    /// <param name="tasks">Number of tasks T; null where it is free at run time.</param>
    /// <param name="queryOutput">Whether <c>query_output</c> is a result.</param>
    /// <param name="support">Number of support examples of a task where it is always the same.</param>
    /// <param name="query">Number of query examples of a task where it is always the same.</param>
    /// <param name="ways">Number of classes, for a model that takes any.</param>
    /// <exception cref="ExporterException">An operator of the model has no batching rule, or needs to know the number of tasks.</exception>
    public static byte[] WriteBatch(ForwardModel model, InnerLoopSpec inner, long? tasks = null, bool queryOutput = false, long? support = null, long? query = null, long? ways = null) =>
        OnnxWriter.Write(
            new AdaptationGraphs(model.Function, inner).BatchMetaGradient(tasks ?? Vectorize.Tasks, queryOutput, support, query, ways), model.Name + ".meta-batch");
}
