namespace MamlEdge.Trainer.Engines;

/// <summary>The place of one tensor in a <see cref="ParameterVector"/>.</summary>
/// <param name="Name">Name, with the prefix <c>theta.</c>, <c>step.</c> or <c>lr.</c> that it has as a graph input.</param>
/// <param name="Shape">Dimensions, row-major.</param>
/// <param name="Offset">Where its values begin.</param>
/// <param name="Length">How many values it has.</param>
public sealed record ParameterSlot(string Name, IReadOnlyList<long> Shape, int Offset, int Length);
