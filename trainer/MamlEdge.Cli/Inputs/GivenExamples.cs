using MamlEdge.Bundle;

namespace MamlEdge.Cli.Inputs;

/// <summary>Examples as a user gives them: inputs, and targets where they are known.</summary>
/// <param name="X">The inputs, float32 [N, ...].</param>
/// <param name="Y">Labels, int64 [N], or targets, float32 [N, ...]; null where there are none.</param>
/// <param name="Names">What each example is called, such as its file; null for examples of a tensor file.</param>
/// <param name="Classes">The name of each class, by label; null where the input does not name them.</param>
internal sealed record GivenExamples(SafeTensor X, SafeTensor? Y, IReadOnlyList<string>? Names = null, IReadOnlyList<string>? Classes = null);
