using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Exporter.Bundles;

/// <summary>The meta-gradient of a model as an ONNX model: what the trainer runs, and <c>meta.onnx</c> of a bundle.</summary>
public static class MetaGradientModel
{
    /// <summary>
    /// Inputs <c>theta.*</c>, <c>lr.*</c> where rates are per parameter or learned, <c>support_x</c>, <c>support_y</c>,
    /// <c>query_x</c>, <c>query_y</c>; results <c>query_loss</c> [], <c>meta.*</c> for every parameter, <c>metalr.*</c> where rates
    /// are learned and, on demand, <c>query_output</c>.
    /// </summary>
    public static byte[] Write(ForwardModel model, InnerLoopSpec inner, bool queryOutput = false) =>
        OnnxWriter.Write(new AdaptationGraphs(model.Function, inner).MetaGradient(queryOutput), model.Name + ".meta");
}
