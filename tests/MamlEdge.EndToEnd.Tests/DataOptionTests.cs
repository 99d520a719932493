using MamlEdge.Cli;

namespace MamlEdge.EndToEnd.Tests;

/// <summary>Options that say how data becomes tasks are taken where they belong, and refused by name elsewhere.</summary>
public sealed class DataOptionTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--shift", "sinusoid", "--shift", "2")]
    [InlineData("--distort", "sinusoid", "--distort", "0.1")]
    [InlineData("--distort", "glyphs", "--distort", "1")]
    [InlineData("--side", "mnist", "--side", "14")]
    [InlineData("--channels", "omniglot", "--channels", "3")]
    [InlineData("--family", "omniglot", "--family", "rotations")]
    [InlineData("--split-file", "glyphs", "--split-file", "x.json")]
    [InlineData("--split-file and --split-seed contradict", "omniglot", "--split-file", "x.json", "--split-seed", "3")]
    [InlineData("--split-file and --seeded-split contradict", "images", "--split-file", "x.json", "--seeded-split")]
    [InlineData("--mirror: mirrored classes belong to rotated ones", "omniglot", "--rotations", "none", "--mirror", "true")]
    [InlineData("--rotations and --family permutations contradict", "mnist", "--rotations", "all", "--family", "permutations")]
    [InlineData("--channels: expected 1 or 3, got 2", "images", "--channels", "2")]
    [InlineData("--side: expected 1 or more, got 0", "images", "--side", "0")]
    public void Contradictions_are_wrong_usage_and_leave_nothing_behind(string message, string task, params string[] options)
    {
        var run = Tool.Run(["train", task, .. options, "-o", _folder["run"]]);

        Assert.Equal(Program.WrongUsage, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["run"]));
    }

    [Theory]
    [InlineData("images")]
    [InlineData("fashion-mnist")]
    public void A_task_that_needs_data_says_which(string task)
    {
        var run = Tool.Run("train", task, "-o", _folder["run"]);

        Assert.Equal(Program.Failed, run.ExitCode);
        Assert.Contains($"The task '{task}' needs its data", run.Error, StringComparison.Ordinal);
        Assert.Contains("(--data)", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["run"]));
    }

    [Fact]
    public void What_glyphs_taught_is_measured_on_Omniglot_and_adapts_to_a_folder()
    {
        var data = MiniOmniglot.Write(_folder["data"], characters: 20);

        Assert.Equal(Program.Done, Tool.Run("train", "glyphs", "--ways", "3", "--filters", "4", "--blocks", "2", "--iterations", "3", "--validate-every", "0", "-o", _folder["run"]).ExitCode);
        Assert.Equal(Program.Done, Tool.Run("export", _folder["run"], "-o", _folder["bundle"]).ExitCode);
        var eval = Tool.Run("eval", _folder["bundle"], "--task", "omniglot", "--data", data, "--rotations", "all", "--episodes", "4", "--steps", "1", "--transductive-only", "--json");

        Assert.True(eval.ExitCode == Program.Done, eval.Error);
        Assert.Contains("accuracy", eval.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Small_colour_images_of_ones_own_train_a_net_of_their_size()
    {
        var data = MiniOmniglot.Write(_folder["data"], characters: 20);
        var classes = MiniOmniglot.WriteClasses(_folder["classes"], data, classes: 10, images: 6);

        var train = Tool.Run(
            "train", "images", "--data", classes, "--side", "16", "--channels", "3", "--ways", "2", "--queries", "3", "--filters", "4", "--blocks", "2",
            "--iterations", "2", "--validate-every", "0", "-o", _folder["run"]);

        Assert.True(train.ExitCode == Program.Done, train.Error);
        Assert.Equal(Program.Done, Tool.Run("export", _folder["run"], "-o", _folder["bundle"]).ExitCode);
        var eval = Tool.Run("eval", _folder["bundle"], "--task", "images", "--data", classes, "--side", "16", "--channels", "3", "--queries", "3", "--episodes", "4", "--steps", "5", "--transductive-only");
        Assert.True(eval.ExitCode == Program.Done, eval.Error);
    }
}
