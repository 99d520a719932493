using System.Text.Json.Nodes;
using MamlEdge.Bundle;
using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Trainer.Tests.Training;

public sealed class TaskSettingsTests
{
    public static TheoryData<string> Names => [.. TaskCatalog.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_task_has_settings_that_survive_run_json(string task)
    {
        using var folder = new TestFolder();
        var settings = TrainingDefaults.For(task);
        Assert.Equal(task, settings.Task);
        Assert.Equal(TaskCatalog.UsualOptions(task)?.GetType(), settings.DataOptions?.GetType());
        settings.Validate();

        RunFolder.New(folder["run"], settings).Start(null, settings with { TasksPerRun = 1 }, ["a", "b"]);
        var run = RunFolder.Open(folder["run"]);

        run.RequireSame(settings with { TasksPerRun = 1 });
        Assert.Equal(["a", "b"], run.Description.Labels);
        if (settings.DataOptions is not { } options) return;
        var other = settings with { DataOptions = options with { SplitSeed = 9 } };
        Assert.Contains("dataOptions.splitSeed was 1 and is now 9", Assert.Throws<TrainingException>(() => run.RequireSame(other)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sinusoid")]
    [InlineData("harmonics")]
    [InlineData("linear")]
    [InlineData("logistic")]
    [InlineData("glyphs")]
    public void A_task_without_data_trains_with_its_settings(string task)
    {
        using var folder = new TestFolder();
        var settings = TrainingDefaults.For(task) with { Iterations = 2, MetaBatch = 2, ValidateEvery = 2, ValidationEpisodes = 2, TasksPerRun = 1 };
        Assert.Equal(TrainingStatus.Completed, Trainer.Training.Trainer.Run(settings, folder["run"]).Status);
        Assert.True(File.Exists(RunFolder.Open(folder["run"]).BestFile));
        var bundle = TrainedRun.Open(folder["run"]).ToBundle();
        Assert.Equal(task == "glyphs", bundle.Preprocessing is { Kind: "image", Invert: true });
        Assert.Equal(settings.Inner.Loss == LossKind.Bce, task == "logistic");
    }

    [Fact]
    public void A_run_of_version_0_1_opens_with_its_options_of_omniglot()
    {
        using var folder = new TestFolder();
        var settings = TrainingDefaults.For("omniglot") with { TasksPerRun = 1 };
        var run = RunFolder.New(folder["run"], settings);
        run.Start(null);
        var tree = JsonNode.Parse(File.ReadAllBytes(run.DescriptionFile))!.AsObject();
        var old = tree["settings"]!.AsObject();
        old.Remove("dataOptions");
        old.Remove("objective");
        tree.Remove("parts");
        old["omniglot"] = JsonNode.Parse("""{ "side": 28, "splitFile": null, "seededSplit": false, "splitSeed": 1, "rotatedSplits": ["Train"], "mirrored": true, "shift": 0 }""");
        File.WriteAllText(run.DescriptionFile, tree.ToJsonString());

        RunFolder.Open(folder["run"]).RequireSame(settings);
        Assert.Empty(RunFolder.Open(folder["run"]).Description.Parts);

        (old["task"], old["omniglot"]) = ("sinusoid", null);
        File.WriteAllText(run.DescriptionFile, tree.ToJsonString());
        Assert.Null(RunFolder.Open(folder["run"]).Description.Settings.DataOptions);
        File.WriteAllText(run.DescriptionFile, "null");
        Assert.Contains("is damaged", Assert.Throws<TrainingException>(() => RunFolder.Open(folder["run"])).Message, StringComparison.Ordinal);
    }
}
