using MamlEdge.Bundle;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Tests.Evaluation;
using MamlEdge.Trainer.Training;
using static MamlEdge.Trainer.Training.Trainer;

namespace MamlEdge.Trainer.Tests.Training;

/// <summary>No run is validated or tested on what it, or what it started from, was trained on.</summary>
public sealed class TrainedClassesTests : IDisposable
{
    private static readonly TrainingSettings Settings = TrainingDefaults.For("sinusoid") with
    {
        Task = "prepared",
        Episode = new EpisodeShape(2, 1, 2),
        Model = new MlpSpec(2, [4], 2),
        Inner = new InnerSettings { Loss = LossKind.CrossEntropy, LearningRate = 0.1, Steps = 1, EvaluationSteps = 1 },
        Iterations = 1,
        ValidateEvery = 0,
    };

    private static readonly PreparedTasks Tasks = Divided(["a", "b"], ["c"], ["d"]);

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_goes_on_with_the_classes_that_it_began_with_only()
    {
        Run(Settings, Tasks, _folder["run"]);
        Assert.Equal(TrainingStatus.Completed, Run(Settings, Tasks, _folder["run"], resume: true).Status);

        Assert.Contains("'b' was one of them and is now in the split test", Refused(Divided(["a"], ["c"], ["d", "b"]), "run", resume: true), StringComparison.Ordinal);
        Assert.Contains("'a' was one of them and is now in the split validation", Refused(Divided(["b"], ["c", "a"], ["d"]), "run", resume: true), StringComparison.Ordinal);
        Assert.Contains("'e' is new", Refused(Divided(["a", "b", "e"], ["c"], ["d"]), "run", resume: true), StringComparison.Ordinal);
        Assert.Contains("some are missing", Refused(Divided(["a"], ["c"], ["d"]), "run", resume: true), StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_of_a_run_are_repeated_on_its_classes_unless_they_ask_for_other_data()
    {
        Run(Settings, Tasks, _folder["run"]);
        var origin = new RunOrigin { Repeated = RunFolder.Open(_folder["run"]).Description };
        var changed = Divided(["a"], ["c"], ["d", "b"]);

        Assert.Equal(TrainingStatus.Completed, Run(Settings, Tasks, _folder["same"], origin: origin).Status);
        Assert.Contains("'b' was one of them and is now in the split test", Refused(changed, "changed", origin: origin), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["changed"]));
        Assert.Equal(TrainingStatus.Completed, Run(Settings with { Data = "elsewhere" }, changed, _folder["elsewhere"], origin: origin).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_a_run_starts_from_counts_as_its_own_training_from_then_on(bool bundle)
    {
        Run(Settings, Tasks, _folder["first"]);
        BundleWriter.Write(_folder["first.maml"], TrainedRun.Open(_folder["first"]).ToBundle());
        var from = Settings with { StartFrom = _folder[bundle ? "first.maml" : "first"] };

        var error = Assert.Throws<TrainingException>(() => Run(from, Divided(["c"], ["a"], ["d"]), _folder["second"]));
        Assert.Contains($"'{from.StartFrom}' was trained on 'a', which is in the split validation", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["second"]));

        Run(from, Divided(["c"], ["e"], ["d"]), _folder["second"]);
        var all = NameDigests.Parse(TrainedRun.Open(_folder["second"]).ToBundle().Provenance.TrainedOn, "test")!;
        Assert.Equal(["a", "b", "c"], all.In(Divided(["a", "b", "c", "d", "e"], [], []), Split.Train));
        Assert.Contains("was trained on 'b'", Refused(Divided(["c"], ["e"], ["d", "b"]), "second", resume: true, settings: from), StringComparison.Ordinal);
    }

    private string Refused(PreparedTasks tasks, string run, bool resume = false, RunOrigin? origin = null, TrainingSettings? settings = null) =>
        Assert.Throws<TrainingException>(() => Run(settings ?? Settings, tasks, _folder[run], resume, origin: origin)).Message;

    private static PreparedTasks Divided(string[] train, string[] validation, string[] test) =>
        new(null) { Names = { [Split.Train] = train, [Split.Validation] = validation, [Split.Test] = test } };
}
