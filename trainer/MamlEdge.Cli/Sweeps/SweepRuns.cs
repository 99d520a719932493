using MamlEdge.Cli.Reporting;
using MamlEdge.Cli.Results;
using MamlEdge.Cli.Terminals;
using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Cli.Sweeps;

/// <summary>Carries out the runs of a sweep, one after another. What is there already is kept, and what was cut off goes on.</summary>
internal static class SweepRuns
{
    /// <summary>Trains one combination with one seed, if that is still to do.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="folder">Its run folder.</param>
    /// <param name="terminal">Shows progress, and knows the command that trains this combination alone.</param>
    /// <returns>What came out; null where the work was interrupted.</returns>
    /// <exception cref="TrainingException">The folder holds a run of other settings.</exception>
    public static SweepRun? Run(TrainingSettings settings, string folder, Terminal terminal)
    {
        var resume = RunFolder.Exists(folder);
        // A run that has started knows what follows from its data.
        if (resume)
            settings = settings.FittedTo(TaskCatalog.Open(settings.Task, settings.Data, settings.DataOptions));
        try
        {
            if (!(resume && IsFinished(folder, settings)) && TrainingRun.Execute(settings, folder, resume, terminal).Status == TrainingStatus.Interrupted)
                return null;
            return SweepRun.Of(folder, settings.Seed, diverged: false);
        }
        catch (DivergedException error)
        {
            terminal.Say(error.Message);
            return SweepRun.Of(folder, settings.Seed, diverged: true);
        }
    }

    private static bool IsFinished(string folder, TrainingSettings settings)
    {
        var run = RunFolder.Open(folder);
        run.RequireSame(settings with { TasksPerRun = settings.TasksPerRun ?? run.Description.Settings.TasksPerRun });
        return run.IsFinished;
    }
}
