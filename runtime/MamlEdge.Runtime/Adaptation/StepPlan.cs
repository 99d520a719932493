using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>
/// The runs that a number of inner steps is made of: at most one of <c>adapt.onnx</c>, which takes k from the meta-learned weights, then runs of
/// <c>continue.onnx</c>, which take <see cref="InnerLoopInfo.Stride"/> from any.
/// </summary>
/// <param name="Adapts">Steps of the run of <c>adapt.onnx</c>; 0 where there is none.</param>
/// <param name="Continues">Runs of <c>continue.onnx</c>.</param>
/// <param name="Stride">Steps of each of these.</param>
internal readonly record struct StepPlan(int Adapts, int Continues, int Stride)
{
    /// <summary>All steps.</summary>
    internal int Steps => Adapts + (Continues * Stride);

    /// <summary>All runs.</summary>
    internal int Runs => (Adapts > 0 ? 1 : 0) + Continues;

    /// <summary>The fewest runs for a number of steps.</summary>
    /// <param name="manifest">The bundle.</param>
    /// <param name="steps">A multiple of its stride.</param>
    /// <param name="fresh">Whether they start from the meta-learned weights.</param>
    /// <param name="everyStep">Whether the weights after every number of steps that can be reached are asked for, not only the last.</param>
    internal static StepPlan Of(Manifest manifest, int steps, bool fresh, bool everyStep = false)
    {
        var (k, stride) = (manifest.Inner.Steps, manifest.Inner.Stride);
        var adapts = fresh && steps >= k && (!everyStep || stride == k) ? k : 0;
        return new(adapts, (steps - adapts) / stride, stride);
    }

    /// <summary>The first runs of it.</summary>
    internal StepPlan First(int runs) => runs == 0 ? default : this with { Continues = Math.Min(Continues, Adapts > 0 ? runs - 1 : runs) };
}
