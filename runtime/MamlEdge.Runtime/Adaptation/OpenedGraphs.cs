using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>Which graphs an adaptation needs.</summary>
/// <param name="Adapt"><c>adapt.onnx</c>.</param>
/// <param name="Continue"><c>continue.onnx</c>.</param>
/// <param name="Predict"><c>predict.onnx</c>.</param>
internal readonly record struct OpenedGraphs(bool Adapt, bool Continue, bool Predict)
{
    /// <summary>The graphs of an adaptation with checked options.</summary>
    /// <param name="manifest">The bundle.</param>
    /// <param name="options">The options.</param>
    /// <param name="fresh">Whether it starts from the meta-learned weights.</param>
    internal static OpenedGraphs Of(Manifest manifest, AdaptOptions options, bool fresh)
    {
        var steps = options.Steps ?? manifest.Inner.Steps;
        var (plan, check) = (StepPlan.Of(manifest, steps, fresh), StepPlan.Of(manifest, steps, fresh, options.SelectSteps));
        return new(plan.Adapts > 0, plan.Continues + check.Continues > 0, options.HeldOutFolds > 0 || options.MeasureAccuracy);
    }
}
