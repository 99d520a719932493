using MamlEdge.Cli;

namespace MamlEdge.EndToEnd.Tests;

/// <summary>Options that say how data becomes tasks are taken where they belong, and refused by name elsewhere.</summary>
public sealed class DataOptionTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--data: of no use for the task 'glyphs'", "glyphs", "--data", "characters")]
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
    [InlineData("--turn-together: classes of a task are turned together where a split is rotated", "glyphs", "--turn-together", "true")]
    [InlineData("--turn-together: classes of a task are turned together where a split is rotated", "omniglot", "--rotations", "none", "--mirror", "false", "--turn-together", "true")]
    [InlineData("--conjugate-steps: of no use for the algorithm 'maml'", "sinusoid", "--conjugate-steps", "3")]
    [InlineData("--first-order-part: of no use for the algorithm 'fomaml'", "sinusoid", "--algorithm", "fomaml", "--first-order-part", "0.5")]
    [InlineData("--first-order-part: of no use for the algorithm 'reptile'", "sinusoid", "--algorithm", "reptile", "--first-order-part", "0.5")]
    [InlineData("--first-order-part: of no use for the algorithm 'imaml'", "sinusoid", "--algorithm", "imaml", "--first-order-part", "0.5")]
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
    [InlineData("test", "--shift", "1")]
    [InlineData("test", "--distort", "0.1")]
    [InlineData("validation", "--train-classes", "3")]
    public void What_changes_training_tasks_only_is_of_no_use_for_others(string split, string option, string value)
    {
        var error = Tool.Error(Program.WrongUsage, "eval", Repository.Model("glyphs-any"), "--task", "glyphs", "--split", split, option, value);

        Assert.Contains($"{option}: of no use for the split {split}", error, StringComparison.Ordinal);
    }

    [Fact]
    public void More_training_classes_than_there_are_fail_and_leave_nothing_behind()
    {
        var data = MiniOmniglot.Write(_folder["data"], characters: 10);

        Assert.Contains(
            "The training split has 7 classes, got 8 to train with", Tool.Error(Program.Failed, "train", "omniglot", "--data", data, "--train-classes", "8", "-o", _folder["run"]), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["run"]));
    }

    [Fact]
    public void A_bundle_is_not_measured_on_classes_that_it_was_trained_on()
    {
        var data = MiniOmniglot.Write(_folder["data"], characters: 20);
        string[] tasks = ["omniglot", "--data", data, "--rotations", "all", "--mirror", "false"];
        string[] split = ["--split-seed", "7"];
        Tool.Json(["train", .. tasks, .. split, "--ways", "2", "--filters", "4", "--blocks", "2", "--iterations", "1", "--validate-every", "0", "-o", _folder["run"]]);
        Tool.Json("export", _folder["run"], "-o", _folder["bundle"]);
        string[] eval = ["eval", _folder["bundle"], "--task", .. tasks, "--ways", "2", "--queries", "2", "--episodes", "2", "--steps", "1", "--transductive-only"];

        var error = Tool.Error(Program.Failed, eval);

        Assert.Contains("was trained on '", error, StringComparison.Ordinal);
        Assert.Contains("with --split-seed 7 (inspect shows it)", error, StringComparison.Ordinal);
        Assert.Contains("--split-seed 7", Tool.Run("inspect", _folder["bundle"]).Output, StringComparison.Ordinal);
        Assert.Equal(Program.Done, Tool.Run([.. eval, .. split]).ExitCode);
        Assert.Equal(Program.Done, Tool.Run([.. eval, "--split", "train"]).ExitCode);

        Manifest(text => System.Text.RegularExpressions.Regex.Replace(text, "\"(split|trainedOn)\": \"[^\"]*\",\\s*", ""));
        var (silent, told) = (Tool.Run(eval), Tool.Run([.. eval, .. split]));
        Assert.Equal((Program.Done, Program.Done), (silent.ExitCode, told.ExitCode));
        Assert.DoesNotContain("does not say which classes", silent.Error, StringComparison.Ordinal);
        Assert.Contains("does not say which classes it was trained on, so nobody notices if --split-seed 7", told.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bundle_is_not_measured_on_images_of_another_size_or_colour()
    {
        var data = MiniOmniglot.Write(_folder["data"], characters: 20);

        var error = Tool.Error(Program.Failed, "eval", Repository.Model("glyphs-any"), "--task", "omniglot", "--data", data, "--side", "14", "--ways", "2");

        Assert.Contains("differ in preprocessing.width: expected 28, got 14. Prepare examples as in training (--side)", error, StringComparison.Ordinal);
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
    public void Pictures_of_a_run_for_any_number_of_classes_give_each_class_its_probability()
    {
        Tool.Json("train", "glyphs", "--ways", "4", "--any-ways", "true", "--filters", "4", "--blocks", "2", "--iterations", "1", "--validate-every", "1", "--validation-episodes", "5", "-o", _folder["run"]);

        var page = File.ReadAllText(_folder["run", "report.html"]);

        Assert.Equal(3, page.Split("A task of the split validation, 4-way 1-shot").Length - 1);
        Assert.Contains("before adaptation: A with probability 0.25", page, StringComparison.Ordinal);
        Assert.DoesNotContain("before adaptation: A with probability 1.00", page, StringComparison.Ordinal);
        Assert.Matches("after adaptation: [B-D] with probability", page);
        Assert.Contains("model.anyWays", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Small_colour_images_of_ones_own_train_a_net_of_their_size()
    {
        var data = MiniOmniglot.Write(_folder["data"], characters: 20);
        var classes = MiniOmniglot.WriteClasses(_folder["classes"], data, classes: 10, images: 6);

        var train = Tool.Run(
            "train", "images", "--data", classes, "--side", "16", "--channels", "3", "--ways", "2", "--queries", "3", "--filters", "4", "--blocks", "2",
            "--iterations", "2", "--validate-every", "2", "--validation-episodes", "2", "-o", _folder["run"]);

        Assert.True(train.ExitCode == Program.Done, train.Error);
        var page = File.ReadAllText(_folder["run", "report.html"]);
        Assert.Contains("Learning a task of the validation split", page, StringComparison.Ordinal);
        Assert.Equal(2, page.Split("A task of the split validation, 2-way 1-shot").Length - 1);
        Assert.Contains("src=\"data:image/png;base64,", page, StringComparison.Ordinal);
        foreach (var setting in new[] { "model.downsampling", "dataOptions.side", "dataOptions.channels" })
            Assert.Contains(setting, page, StringComparison.Ordinal);
        Assert.Equal(Program.Done, Tool.Run("export", _folder["run"], "-o", _folder["bundle"]).ExitCode);
        var eval = Tool.Run("eval", _folder["bundle"], "--task", "images", "--data", classes, "--side", "16", "--channels", "3", "--queries", "3", "--episodes", "4", "--transductive-only");
        Assert.True(eval.ExitCode == Program.Done, eval.Error);
    }

    private void Manifest(Func<string, string> change) => File.WriteAllText(_folder["bundle", "manifest.json"], change(File.ReadAllText(_folder["bundle", "manifest.json"])));
}
