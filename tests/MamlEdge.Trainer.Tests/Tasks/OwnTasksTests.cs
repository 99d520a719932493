using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Trainer.Tests.Tasks;

/// <summary>The task source that docs/bring-your-own.md shows as an example.</summary>
public sealed class OwnTasksTests
{
    [Fact]
    public void The_documented_example_is_the_one_that_is_tested_here()
    {
        var code = File.ReadAllText(SolutionFolder.At("tests", "MamlEdge.Trainer.Tests", "Tasks", "ThermometerTasks.cs"));
        var example = code[(code.IndexOf("from here on.", StringComparison.Ordinal) + "from here on.".Length)..].Trim();
        Assert.Contains(example, File.ReadAllText(SolutionFolder.At("docs", "bring-your-own.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void It_trains_and_its_tasks_differ()
    {
        using var folder = new TestFolder();
        var settings = TrainingDefaults.For("sinusoid") with { Task = "thermometers", Model = new MlpSpec(1, [16], 1), Iterations = 3, ValidateEvery = 0 };
        Assert.Equal(TrainingStatus.Completed, Trainer.Training.Trainer.Run(settings, new ThermometerTasks(), folder["run"]).Status);
        Assert.Equal("thermometers", TrainedRun.Open(folder["run"]).Description.Settings.Task);

        var query = new ThermometerTasks().Sample(Split.Test, settings.Episode, new SeededRandom(1)).Query;
        var (line, residual) = LeastSquares.Fit([.. query.Inputs], x => [1, x], query.Values);
        Assert.InRange(line[1], 0.5, 2);
        Assert.InRange(residual, 0, 1e-4);
    }
}
