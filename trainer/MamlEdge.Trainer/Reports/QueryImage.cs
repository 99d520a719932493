namespace MamlEdge.Trainer.Reports;

/// <summary>An image that a model was asked about, with the answer before and after adaptation.</summary>
/// <param name="Image">The image.</param>
/// <param name="Class">The index of its true class.</param>
/// <param name="Before">The probability of each class before adaptation.</param>
/// <param name="After">The probability of each class after adaptation.</param>
public sealed record QueryImage(RasterImage Image, int Class, IReadOnlyList<float> Before, IReadOnlyList<float> After);
