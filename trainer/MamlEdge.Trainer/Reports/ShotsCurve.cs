namespace MamlEdge.Trainer.Reports;

/// <summary>How good a bundle is by the number of support examples.</summary>
/// <param name="Name">Name of the bundle.</param>
/// <param name="Points">The metric for each number of shots.</param>
public sealed record ShotsCurve(string Name, IReadOnlyList<ShotsPoint> Points);
