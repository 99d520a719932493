using System.Text.Json;
using MamlEdge.Cli;

namespace MamlEdge.EndToEnd.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData("nope")]
    [InlineData("predict")]
    [InlineData("predict", "bundle")]
    [InlineData("predict", "bundle", "--input", "x", "--device", "tpu")]
    [InlineData("predict", "bundle", "--input", "x", "--threads", "-1")]
    [InlineData("adapt", "bundle", "--support", "x", "-o", "y", "--steps", "0")]
    [InlineData("adapt", "bundle", "--support", "x", "-o", "y", "--steps", "many")]
    [InlineData("predict", "bundle", "--input", "x", "--store", "z", "--person", "p", "--update", "hope")]
    [InlineData("states")]
    [InlineData("states", "people")]
    [InlineData("states", "people", "history")]
    [InlineData("states", "people", "lose", "alice")]
    [InlineData("bench", "bundle", "--runs", "0")]
    [InlineData("bench", "bundle", "--parallel", "0")]
    [InlineData("sign", "bundle")]
    [InlineData("sign", "bundle", "--key", "a", "--new-key", "b")]
    [InlineData("doctor", "surplus")]
    public void A_wrong_command_line_exits_with_2_and_points_to_the_help(params string[] args)
    {
        var run = Tool.Run(args);

        Assert.Equal(Program.WrongUsage, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.StartsWith("error: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("--help", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Providers_are_named_in_one_place_and_their_options_have_values()
    {
        Assert.Contains("--device auto", Tool.Error(Program.WrongUsage, "bench", Repository.Line, "--provider", "XNNPACK", "--device", "cpu"), StringComparison.Ordinal);
        Assert.Contains("'--provider' takes NAME[:KEY=VALUE,...], got 'XNNPACK:threads'", Tool.Error(Program.WrongUsage, "bench", Repository.Line, "--provider", "XNNPACK:threads"), StringComparison.Ordinal);
    }

    [Fact]
    public void With_json_a_wrong_command_line_is_reported_as_json_too()
    {
        var run = Tool.Run("predict", "--json");

        Assert.Equal(Program.WrongUsage, run.ExitCode);
        Assert.Equal(JsonValueKind.String, run.Json().GetProperty("error").ValueKind);
    }

    [Fact]
    public void With_json_a_failure_is_reported_as_json_too()
    {
        var run = Tool.Run("bench", "/no/such/bundle", "--json");

        Assert.Equal(Program.Failed, run.ExitCode);
        Assert.Contains("/no/such/bundle", run.Json().GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_arguments_the_help_is_shown()
    {
        var run = Tool.Run();

        Assert.Equal(Program.Done, run.ExitCode);
        Assert.Contains("predict", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("quickstart")]
    [InlineData("train")]
    [InlineData("sweep")]
    [InlineData("export")]
    [InlineData("grad")]
    [InlineData("adapt")]
    [InlineData("predict")]
    [InlineData("states")]
    [InlineData("states", "people", "rollback")]
    [InlineData("eval")]
    [InlineData("inspect")]
    [InlineData("verify")]
    [InlineData("sign")]
    [InlineData("bench")]
    [InlineData("doctor")]
    public void Every_command_has_help_and_json(params string[] command)
    {
        var run = Tool.Run([.. command, "--help"]);

        Assert.Equal(Program.Done, run.ExitCode);
        Assert.Contains("--json", run.Output, StringComparison.Ordinal);
    }
}
