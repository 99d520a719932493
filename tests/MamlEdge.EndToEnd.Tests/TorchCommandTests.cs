using MamlEdge.Cli;

namespace MamlEdge.EndToEnd.Tests;

/// <summary>The engine torch through the commands, and the way to it where it is absent.</summary>
public sealed class TorchCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TorchFact]
    public void A_model_trained_on_torch_ships_like_any_other_and_both_engines_agree_on_it()
    {
        Tool.Json("train", "sinusoid", "--engine", "torch", "--iterations", "30", "--validate-every", "15", "-o", _folder["run"]);
        Tool.Json("export", _folder["run"], "-o", _folder["bundle"]);

        var checks = Tool.Json("verify", _folder["bundle"], "--engines", "onnx,torch").GetProperty("checks").EnumerateArray()
            .ToDictionary(c => c.GetProperty("name").GetString()!, c => c.GetProperty("state").GetString());

        Assert.All(new[] { "Engines: losses", "Engines: adaptation", "Engines: gradient" }, name => Assert.Equal("ok", checks[name]));
    }

    [TorchFact(present: false)]
    public void Without_the_engine_every_command_that_asks_for_it_says_how_to_have_it()
    {
        Assert.Contains("-p:TorchSharp=cpu", Tool.Error(Program.Failed, "train", "sinusoid", "--engine", "torch", "-o", _folder["run"]), StringComparison.Ordinal);
        Assert.Contains("-p:TorchSharp=cpu", Tool.Error(Program.Failed, "verify", _folder["bundle"], "--engines", "onnx,torch"), StringComparison.Ordinal);
        Assert.Contains("TorchSharp=cpu", Tool.Run("doctor").Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public void The_engine_onnx_trains_on_the_processor_only() =>
        Assert.Contains("--engine torch", Tool.Error(Program.Failed, "train", "sinusoid", "--device", "cuda", "-o", _folder["run"]), StringComparison.Ordinal);
}
