using System.CommandLine;
using MamlEdge.Cli.Terminals;
using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Cli.Commands.Training;

/// <summary>Everything that says what to train: the task, a file of settings, and the options that change single ones.</summary>
internal sealed class TrainingOptions
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

    public TrainingOptions(Command command)
    {
        _task.AcceptOnlyFromAmong([.. TaskCatalog.Names]);
        command.Add(_task);
        command.Add(_config);
        _tasks = new TaskOptions(command);
        _model = new ModelOptions(command);
        _inner = new InnerOptions(command);
        _outer = new OuterOptions(command);
        _run = new RunOptions(command);
    }

    /// <summary>The settings of a new run.</summary>
    /// <exception cref="UsageException">There is no task, or options contradict each other.</exception>
    public TrainingSettings New(ParseResult arguments)
    {
        var (task, config) = (arguments.GetValue(_task), arguments.GetValue(_config));
        if (config is null)
        {
            return Changed(arguments, task is not null
                ? TrainingDefaults.For(task, _tasks.Ways(arguments), _tasks.Shots(arguments))
                : throw new UsageException($"A new run needs a task: {string.Join(", ", TaskCatalog.Names)}, or --config with the settings of another run."));
        }

        return Changed(arguments, RequireTask(arguments, Repeated(arguments)!.Settings, $"'{config}'"));
    }

    /// <summary>The run whose settings are taken; null for none.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="TrainingException">Its run.json is damaged, or names a setting that there is not.</exception>
    public RunDescription? Repeated(ParseResult arguments) =>
        arguments.GetValue(_config) is { } config ? RunDescription.Read(Directory.Exists(config) ? Path.Combine(config, "run.json") : config, strict: true) : null;

    /// <summary>The settings of the run in a folder.</summary>
    /// <exception cref="UsageException">Options contradict each other or the run.</exception>
    public TrainingSettings Resumed(ParseResult arguments, string folder)
    {
        if (arguments.GetValue(_config) is not null)
            throw new UsageException("--resume and --config exclude each other: a run goes on with its own settings. To start a new run from them, leave --resume out.");
        return Changed(arguments, RequireTask(arguments, RunFolder.Open(folder).Description.Settings, $"The run in '{folder}'"));
    }

    private TrainingSettings RequireTask(ParseResult arguments, TrainingSettings settings, string source) =>
        arguments.GetValue(_task) is { } task && task != settings.Task
            ? throw new UsageException($"{source} learns the task '{settings.Task}', not '{task}'.")
            : settings;

    private TrainingSettings Changed(ParseResult arguments, TrainingSettings settings)
    {
        foreach (var apply in new Func<ParseResult, TrainingSettings, TrainingSettings>[] { _outer.WithAlgorithm, _tasks.Apply, _model.Apply, _inner.Apply, _outer.Apply, _run.Apply })
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
}
