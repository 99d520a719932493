using System.Runtime.InteropServices;
using MamlEdge.Cli.Exports;
using MamlEdge.Trainer.Reports;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Cli.Reporting;

/// <summary>The machine and the versions, as reports show them.</summary>
internal static class EnvironmentRows
{
    public static IReadOnlyList<ReportRow> Of() =>
    [
        new("MamlEdge", ToolVersion.Name["MamlEdge ".Length..]),
        new("ONNX Runtime", OrtEnv.Instance().GetVersionString()),
        new(".NET", Environment.Version.ToString()),
        new("System", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}, {Quantities.Of(Environment.ProcessorCount, "core")}"),
    ];
}
