namespace MamlEdge.Trainer.Reports;

/// <summary>One row of a table of facts.</summary>
/// <param name="Name">What the value is of.</param>
/// <param name="Value">The value, with its unit.</param>
public sealed record ReportRow(string Name, string Value);
