namespace MamlEdge.Trainer.Reports;

/// <summary>An image and its class.</summary>
/// <param name="Image">The image.</param>
/// <param name="Class">The index of its class.</param>
public sealed record LabelledImage(RasterImage Image, int Class);
