namespace MamlEdge.Trainer.Engines;

/// <summary>All that an engine computes for one task, in double precision, to be compared with another engine's.</summary>
/// <param name="SupportLosses">Support loss before each step and after the last, [k + 1].</param>
/// <param name="Adapted">Adapted parameters by name.</param>
/// <param name="QueryLoss">Query loss of the adapted parameters.</param>
/// <param name="Gradient">Meta-gradients by name of the input: <c>theta.*</c> and learned rates.</param>
public sealed record TaskTrace(
    IReadOnlyList<double> SupportLosses, IReadOnlyDictionary<string, double[]> Adapted, double QueryLoss, IReadOnlyDictionary<string, double[]> Gradient);
