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
        if (result.Status == TrainingStatus.Interrupted)
            terminal.Say($"Stopped after {result.Iteration} of {settings.Iterations} iterations; everything is saved. Go on with: maml-edge train --resume -o {arguments.GetValue(_output)}");
        else
            terminal.Say($"Next: maml-edge export {arguments.GetValue(_output)} -o BUNDLE");
        return TrainResult.Of(result, settings);
    }

    private TrainingSettings Settings(ParseResult arguments, string folder, bool resume)
    {
        var task = arguments.GetValue(_task);
        if (task is null && !resume)
            throw new UsageException($"A new run needs a task: maml-edge train {string.Join('|', TaskCatalog.Names)} -o RUN.");
        var settings = resume
            ? RunFolder.Open(folder).Description.Settings
            : TrainingDefaults.For(task!, _tasks.Ways(arguments), _tasks.Shots(arguments));
        if (task is not null && task != settings.Task)
            throw new UsageException($"The run in '{folder}' learns the task '{settings.Task}', not '{task}'.");
        foreach (var apply in new Func<ParseResult, TrainingSettings, TrainingSettings>[] { _outer.WithAlgorithm, _tasks.Apply, _model.Apply, _inner.Apply, _outer.Apply, _run.Apply })
            settings = apply(arguments, settings);
        return settings;
    }
}
