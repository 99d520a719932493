using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>What must hold between options of an adaptation and a bundle.</summary>
internal static class AdaptOptionRules
{
    /// <summary>Inner steps that the options ask for.</summary>
    /// <exception cref="InputException">An option does not fit the bundle or another option.</exception>
    internal static int CheckedSteps(this AdaptOptions options, Manifest manifest)
    {
        void Require(bool condition, string option, string expected, object? got, string wayOut)
        {
            if (!condition)
                throw new InputException($"AdaptOptions.{option}", expected, $"{got}", wayOut);
        }

        var (inner, stride) = (manifest.Inner, manifest.Inner.Stride);
        var steps = options.Steps ?? inner.Steps;
        var below = Math.Max(0, steps) / stride * stride;
        Require(steps > 0 && steps % stride == 0, "Steps", stride == 1 ? "1 or more" : $"a multiple of {stride}, the steps that one run of '{manifest.Name}' takes because {ReasonOf(inner)}", steps,
            $"Choose {(below > 0 && below <= int.MaxValue - stride ? $"{below} or {below + stride}" : $"{stride}")}{(stride == 1 ? "." : ", or export the bundle with fewer steps.")}");
        Require(options.HeldOutFolds is 0 or >= 2, "HeldOutFolds", "0 (off), or 2 or more", options.HeldOutFolds, "10 suits most support sets.");
        Require(!options.SelectSteps || options.HeldOutFolds > 0, "SelectSteps", "a held-out check to choose by", "none", "Set HeldOutFolds, or turn it off.");
        Require(options.Deadline is null || options.Deadline > TimeSpan.Zero, "Deadline", "a time above 0", options.Deadline, "Allow more time, or leave it out.");
        Require(options.MaxMemoryBytes is null or > 0, "MaxMemoryBytes", "a number above 0", options.MaxMemoryBytes, "Allow more, or leave it out.");
        return steps;
    }

    /// <summary>Why a run takes several steps.</summary>
    private static string ReasonOf(InnerLoopInfo inner) => inner switch
    {
        { Optimizer: InnerOptimizer.Momentum } => "momentum is carried from step to step",
        { Optimizer: InnerOptimizer.Adam } => "Adam carries its moments from step to step",
        { Optimizer: InnerOptimizer.Ridge } => "they are the iterations of one ridge regression",
        { LearningRates: LearningRateSharing.PerParameterAndStep } => "each step has its own learning rates",
        { Proximal: not 0 } => "steps are drawn back to where their run began",
        _ => "it was exported without single steps ('maml-edge export --single-steps true')",
    };
}
