using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>What must hold between options of an adaptation and a bundle.</summary>
internal static class AdaptOptionRules
{
    /// <summary>Runs of the adaptation graph that the options ask for.</summary>
    /// <exception cref="InputException">An option does not fit the bundle or another option.</exception>
    internal static int Runs(this AdaptOptions options, Manifest manifest)
    {
        void Require(bool condition, string option, string expected, object? got, string wayOut)
        {
            if (!condition)
                throw new InputException($"AdaptOptions.{option}", expected, $"{got}", wayOut);
        }

        var each = manifest.Inner.Steps;
        var steps = options.Steps ?? each;
        Require(steps > 0 && steps % each == 0, "Steps", $"a multiple of {each}, the steps that one run of '{manifest.Name}' takes", steps,
            "Choose such a number, or export the bundle with fewer steps.");
        Require(options.HeldOutFolds is 0 or >= 2, "HeldOutFolds", "0 (off), or 2 or more", options.HeldOutFolds, "10 suits most support sets.");
        Require(!options.SelectSteps || options.HeldOutFolds > 0, "SelectSteps", "a held-out check to choose by", "none", "Set HeldOutFolds, or turn it off.");
        Require(options.Deadline is null || options.Deadline > TimeSpan.Zero, "Deadline", "a time above 0", options.Deadline, "Allow more time, or leave it out.");
        Require(options.MaxMemoryBytes is null or > 0, "MaxMemoryBytes", "a number above 0", options.MaxMemoryBytes, "Allow more, or leave it out.");
        return steps / each;
    }
}
