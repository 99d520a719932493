namespace MamlEdge.Runtime;

/// <summary>A class and how probable it is.</summary>
/// <param name="Class">Its number, from 0.</param>
/// <param name="Label">Its name; null where the bundle and the personal state name none.</param>
/// <param name="Probability">From 0 to 1.</param>
public sealed record ClassProbability(int Class, string? Label, float Probability);
