using MamlEdge.Bundle;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Engines;
using MamlEdge.Trainer.Optimizers;
using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Trainer.Tests.Training;

/// <summary>Derivative-order annealing (Antoniou et al. 2019, section 4): the first part of a run is that of first-order MAML, the rest that of MAML.</summary>
public sealed class FirstOrderPartTests
{
    private static readonly TrainingSettings Settings = new()
    {
        Task = "sinusoid",
        Episode = new EpisodeShape(1, 5, 10),
        Model = new MlpSpec(1, [6], 1) { Activation = Activation.Tanh },
        Inner = new InnerSettings { Loss = LossKind.Mse, LearningRate = 0.05, Steps = 2, EvaluationSteps = 2 },
        MetaBatch = 3,
        Iterations = 4,
        OuterRate = new CosineSchedule(0.02, 0.02),
        LogEvery = 1,
        Batching = TaskBatching.Task,
    };

    [Fact]
    public void The_second_derivatives_come_in_at_their_iteration()
    {
        using var folder = new TestFolder();
        var annealed = Settings with { Objective = Settings.Objective with { FirstOrderPart = 0.5 } };
        var whole = Train(folder["whole"], annealed);
        var parts = Train(folder["first"], Settings with { Algorithm = "fomaml", Iterations = 2 });
        Train(folder["second"], Settings, parts);

        Assert.Equal(4, parts.Iteration);
        Assert.Equal(parts.Parameters.Values, whole.Parameters.Values);
        Assert.NotEqual(Train(folder["maml"], Settings).Parameters.Values, whole.Parameters.Values);
        Assert.NotEqual(Train(folder["fomaml"], Settings with { Algorithm = "fomaml" }).Parameters.Values, whole.Parameters.Values);
    }

    /// <summary>Goes on from the state, or from the model as it is built, up to the iterations of the settings.</summary>
    private static TrainingState Train(string path, TrainingSettings settings, TrainingState? state = null)
    {
        var subject = TrainingSubject.Of(settings, new SinusoidTasks());
        using var engines = MetaEngines.New(subject, settings);
        if (state is null)
        {
            state = new TrainingState(engines.Exact.Layout);
            InitialParameters.Of(engines.Exact.Layout, subject.Model, settings.TrainingLoop()).Values.CopyTo(state.Parameters.Values, 0);
        }

        var run = RunFolder.New(path, settings);
        run.Start(null);
        new MetaLoop(settings, subject, engines, state, run).Run(null, CancellationToken.None);
        return state;
    }
}
