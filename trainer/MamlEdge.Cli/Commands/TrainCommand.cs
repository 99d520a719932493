using System.CommandLine;
using MamlEdge.Cli.Commands.Training;
using MamlEdge.Cli.Reporting;
using MamlEdge.Cli.Results;
using MamlEdge.Cli.Terminals;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Cli.Commands;

/// <summary><c>maml-edge train</c>: meta-trains a model in a run folder; Ctrl-C saves, and <c>--resume</c> goes on.</summary>
internal sealed class TrainCommand : ToolCommand
{
    private readonly TrainingOptions _training;

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
        Add(_output);
        Add(_resume);
        _training = new TrainingOptions(this);
    }

    protected override CommandResult Execute(ParseResult arguments, Terminal terminal)
    {
        var folder = Path.GetFullPath(arguments.GetRequiredValue(_output));
        var resume = arguments.GetValue(_resume);
        var settings = resume ? _training.Resumed(arguments, folder) : _training.New(arguments);
        var result = TrainingRun.Execute(settings, folder, resume, terminal, _training.Repeated(arguments));
        terminal.Say(result.Status switch
        {
            TrainingStatus.Interrupted => $"Stopped after {result.Iteration} of {settings.Iterations} iterations; everything is saved. "
                + $"Go on with: maml-edge train --resume -o {arguments.GetValue(_output)}",
            TrainingStatus.StoppedEarly => $"{settings.Patience} validations in a row were not better. Next: maml-edge export {arguments.GetValue(_output)} --checkpoint best -o BUNDLE",
            _ => $"Next: maml-edge export {arguments.GetValue(_output)} -o BUNDLE",
        });
        return TrainResult.Of(result, settings);
    }
}
