using System.Text.Json;

namespace MamlEdge.EndToEnd.Tests;

/// <summary>What one run of the command left behind.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    /// <summary>Standard output as JSON; it must hold nothing else.</summary>
    public JsonElement Json() => JsonDocument.Parse(Output).RootElement;
}
