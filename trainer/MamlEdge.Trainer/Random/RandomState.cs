namespace MamlEdge.Trainer.Random;

/// <summary>The complete state of a <see cref="SeededRandom"/>: restoring it continues the same sequence.</summary>
/// <param name="Seed">The seed that the generator, and every stream derived from it, started from.</param>
/// <param name="S0">First word of the xoshiro256** state.</param>
/// <param name="S1">Second word.</param>
/// <param name="S2">Third word.</param>
/// <param name="S3">Fourth word.</param>
public readonly record struct RandomState(ulong Seed, ulong S0, ulong S1, ulong S2, ulong S3);
