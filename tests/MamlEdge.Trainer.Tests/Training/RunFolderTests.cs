using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Trainer.Tests.Training;

/// <summary>What a run that never started or was killed leaves in its folder, and what the next one makes of it.</summary>
public sealed class RunFolderTests : IDisposable
{
    private static readonly TrainingSettings Settings = TrainingDefaults.For("sinusoid") with { Model = new MlpSpec(1, [4], 1), Iterations = 1, ValidateEvery = 0 };

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_that_cannot_start_leaves_no_folder_and_the_lock_of_a_killed_one_is_in_nobodys_way()
    {
        using (RunFolder.New(_folder["run"], Settings).Hold()) Assert.Equal(["lock"], Files());
        Assert.False(Directory.Exists(_folder["run"]));

        Directory.CreateDirectory(_folder["run"]);
        using (RunFolder.New(_folder["run"], Settings).Hold()) Assert.Equal(["lock"], Files());
        Assert.Empty(Files());

        File.WriteAllText(_folder["run/lock"], "");
        Assert.Equal(TrainingStatus.Completed, Trainer.Training.Trainer.Run(Settings, _folder["run"], origin: new RunOrigin { Command = "maml-edge train" }).Status);
        Assert.Equal("maml-edge train", RunFolder.Open(_folder["run"]).Command);
    }

    [Fact]
    public void Of_two_that_start_a_run_in_the_same_folder_one_does()
    {
        var (one, other) = (RunFolder.New(_folder["run"], Settings), RunFolder.New(_folder["run"], Settings));
        using (one.Hold())
        {
            Assert.Throws<TrainingException>(() => other.Hold());
            one.Start(null);
        }

        using var held = other.Hold();
        Assert.Contains("already exists", Assert.Throws<TrainingException>(() => other.Start(null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_killed_run_left_half_written_goes_when_the_run_goes_on()
    {
        Trainer.Training.Trainer.Run(Settings, _folder["run"]);
        foreach (var name in new[] { ".checkpoint.safetensors.tmp-1", ".best.safetensors.tmp-2", ".run.json.tmp-3", ".mine.tmp-4" }) File.WriteAllText(_folder[$"run/{name}"], "x");

        Trainer.Training.Trainer.Run(Settings, _folder["run"], resume: true);

        Assert.Equal([".mine.tmp-4"], Files().Where(name => name.Contains(".tmp-", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_command_of_a_run_from_before_run_json_had_it_is_found()
    {
        Trainer.Training.Trainer.Run(Settings, _folder["run"]);
        Assert.Null(RunFolder.Open(_folder["run"]).Command);
        File.WriteAllText(_folder["run/command.txt"], "maml-edge train sinusoid\n");
        Assert.Equal("maml-edge train sinusoid", RunFolder.Open(_folder["run"]).Command);
    }

    private string[] Files() => [.. Directory.GetFiles(_folder["run"]).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];
}
