namespace MamlEdge.Trainer.Reports;

/// <summary>One file of a bundle.</summary>
/// <param name="Name">The file name.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Purpose">What it is for, in a few words.</param>
public sealed record ReportFile(string Name, long Bytes, string Purpose);
