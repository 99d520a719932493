using System.CommandLine;
using MamlEdge.Cli.Commands.Training;
using MamlEdge.Cli.Reporting;
using MamlEdge.Cli.Results;
using MamlEdge.Cli.Terminals;
using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Cli.Commands;

/// <summary><c>maml-edge train</c>: meta-trains a model in a run folder; Ctrl-C saves, and <c>--resume</c> goes on.</summary>
internal sealed class TrainCommand : ToolCommand
{
    private readonly Argument<string?> _task = new("TASK")
    {
        Description = $"What to learn: {string.Join(", ", TaskCatalog.Names)}. Settings start from the published ones.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _config = new("--config")
    {
        Description = "Start from the settings of another run, given as its run.json or its folder: repeats it bit for bit on a CPU. Options beside it win.",
        HelpName = "run.json",
    };

    private readonly TaskOptions _tasks;
    private readonly ModelOptions _model;
    private readonly InnerOptions _inner;
    private readonly OuterOptions _outer;
    private readonly RunOptions _run;

    private readonly Option<bool> _resume = new("--resume") { Description = "Continue the run in the folder, with the settings that it was started with." };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "Folder of the run: settings, metrics, checkpoints.",
        HelpName = "RUN",
        Required = true,
    };

    public TrainCommand(Terminal terminal)
        : base("train", "Meta-train a model.", terminal)
    {
        _task.AcceptOnlyFromAmong([.. TaskCatalog.Names]);
        Add(_task);
        Add(_output);
        Add(_config);
        Add(_resume);
        _tasks = new TaskOptions(this);
        _model = new ModelOptions(this);
        _inner = new InnerOptions(this);
        _outer = new OuterOptions(this);
        _run = new RunOptions(this);
    }

    protected override CommandResult Execute(ParseResult arguments, Terminal terminal)
    {
        var folder = Path.GetFullPath(arguments.GetRequiredValue(_output));
        var resume = arguments.GetValue(_resume);
        var settings = Settings(arguments, folder, resume);
        var result = TrainingRun.Execute(settings, folder, resume, terminal);
        terminal.Say(result.Status switch
        {
            TrainingStatus.Interrupted => $"Stopped after {result.Iteration} of {settings.Iterations} iterations; everything is saved. Go on with: maml-edge train --resume -o {arguments.GetValue(_output)}",
            TrainingStatus.StoppedEarly => $"{settings.Patience} validations in a row were not better. Next: maml-edge export {arguments.GetValue(_output)} --checkpoint best -o BUNDLE",
            _ => $"Next: maml-edge export {arguments.GetValue(_output)} -o BUNDLE",
        });
        return TrainResult.Of(result, settings);
    }

    private TrainingSettings Settings(ParseResult arguments, string folder, bool resume)
    {
        var settings = Start(arguments, folder, resume);
        foreach (var apply in new Func<ParseResult, TrainingSettings, TrainingSettings>[] { _tasks.Apply, _model.Apply, _inner.Apply, _outer.Apply, _run.Apply })
            settings = apply(arguments, settings);
        try
        {
            settings.Validate();
        }
        catch (Exception error) when (error is TrainingException or ArgumentException)
        {
            throw new UsageException(error.Message);
        }

        return settings;
    }

    /// <summary>What the options of the command line change: the settings of a run, those of a file, or the published ones.</summary>
    private TrainingSettings Start(ParseResult arguments, string folder, bool resume)
    {
        var (task, config) = (arguments.GetValue(_task), arguments.GetValue(_config));
        if (resume && config is not null)
            throw new UsageException("--resume and --config exclude each other: a run goes on with its own settings. To start a new run from them, leave --resume out.");
        var settings = resume ? RunFolder.Open(folder).Description.Settings
            : config is not null ? RunDescription.Read(Directory.Exists(config) ? Path.Combine(config, "run.json") : config, strict: true).Settings
            : task is not null ? TrainingDefaults.For(task, _tasks.Ways(arguments), _tasks.Shots(arguments))
            : throw new UsageException($"A new run needs a task: maml-edge train {string.Join('|', TaskCatalog.Names)} -o RUN.");
        if (task is not null && task != settings.Task)
            throw new UsageException($"{(config is null ? $"The run in '{folder}'" : $"'{config}'")} learns the task '{settings.Task}', not '{task}'.");
        return settings;
    }
}
