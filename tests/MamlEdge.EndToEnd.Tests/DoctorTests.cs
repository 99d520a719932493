using MamlEdge.Cli;

namespace MamlEdge.EndToEnd.Tests;

public sealed class DoctorTests
{
    [Fact]
    public void Doctor_names_versions_and_what_is_absent()
    {
        var report = Tool.Json("doctor");

        var checks = report.GetProperty("checks").EnumerateArray().ToDictionary(c => c.GetProperty("name").GetString()!);
        Assert.Equal("ok", checks["ONNX Runtime"].GetProperty("state").GetString());
        Assert.Contains("CPUExecutionProvider", checks["ONNX Runtime"].GetProperty("finding").GetString(), StringComparison.Ordinal);
        Assert.Equal("works: CPU, 1 thread", checks["CPU"].GetProperty("finding").GetString());
        Assert.Contains("CUDA", checks.Keys);
        Assert.All(
            checks.Values.Where(c => c.GetProperty("state").GetString() == "absent"),
            c => Assert.False(string.IsNullOrEmpty(c.GetProperty("hint").GetString())));
        Assert.True(report.GetProperty("healthy").GetBoolean());
    }

    [Fact]
    public void Doctor_is_readable()
    {
        var run = Tool.Run("doctor");

        Assert.Equal(Program.Done, run.ExitCode);
        Assert.Contains("Everything that MamlEdge needs is there.", run.Output, StringComparison.Ordinal);
    }
}
