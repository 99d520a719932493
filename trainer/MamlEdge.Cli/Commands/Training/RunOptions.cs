using System.CommandLine;
using MamlEdge.Trainer.Engines;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Cli.Commands.Training;

/// <summary>How a run is carried out, logged and ended; nothing here changes what an iteration learns, but for rounding (<c>--batching</c>).</summary>
internal sealed class RunOptions
{
    private readonly Option<int?> _threads = new("--threads") { Description = "Threads; 0 takes one for each core.", HelpName = "N" };

    private readonly Option<string?> _batching = new Option<string?>("--batching")
    {
        Description = "Whether tasks are computed one by one or several at a time; auto measures which is faster and records it in run.json.",
        HelpName = "auto|task|vectorized",
    }.AcceptOnlyFromAmong("auto", "task", "vectorized");

    private readonly Option<string?> _engine = new Option<string?>("--engine")
    {
        Description = "What computes meta-gradients: onnx (default), or torch where TorchSharp is in the build. A run may go on with the other one.",
        HelpName = "onnx|torch",
    }.AcceptOnlyFromAmong("onnx", "torch");

    private readonly Option<string?> _device = new Option<string?>("--device")
    {
        Description = "Where the engine runs: cpu (default), or cuda with the engine torch.",
        HelpName = "cpu|cuda",
    }.AcceptOnlyFromAmong("cpu", "cuda");

    private readonly Option<string?> _precision = new Option<string?>("--precision")
    {
        Description = "Number format: float32 (default, without TF32), or bfloat16 operands of products and convolutions with the engine torch.",
        HelpName = "float32|bfloat16",
    }.AcceptOnlyFromAmong("float32", "bfloat16");

    private readonly Option<bool> _deterministic = new("--deterministic")
    {
        Description = "Leave nothing to timing or to the number of cores: the same settings give the same bits. The engine torch runs on one thread.",
    };

    private readonly Option<long?> _logEvery = new("--log-every") { Description = "Iterations from one line of metrics.jsonl to the next.", HelpName = "N" };

    private readonly Option<long?> _checkpointEvery = new("--checkpoint-every") { Description = "Iterations from one checkpoint to the next.", HelpName = "N" };

    private readonly Option<double?> _checkpointMinutes = new("--checkpoint-minutes") { Description = "Minutes after which a checkpoint is written anyway; 2 is the default.", HelpName = "M" };

    private readonly Option<long?> _validateEvery = new("--validate-every") { Description = "Iterations from one validation to the next; 0 for none.", HelpName = "N" };

    private readonly Option<int?> _validationEpisodes = new("--validation-episodes") { Description = "Episodes of a validation.", HelpName = "N" };

    private readonly Option<string?> _tensorBoard = new("--tensorboard") { Description = "Also write the metrics as TensorBoard event files, in a folder of the run's name.", HelpName = "DIR" };

    private readonly Option<int?> _patience = new("--patience")
    {
        Description = "End the run after so many validations in a row without a better one; 0 for never. Export such a run with --checkpoint best.",
        HelpName = "N",
    };

    public RunOptions(Command command)
    {
        _threads.Validators.Add(OptionRules.AtLeast(0));
        _logEvery.Validators.Add(OptionRules.AtLeast(1));
        _checkpointEvery.Validators.Add(OptionRules.AtLeast(1));
        _checkpointMinutes.Validators.Add(OptionRules.Positive());
        _tensorBoard.Validators.Add(OptionRules.Filled());
        _patience.Validators.Add(OptionRules.AtLeast(0));
        _validateEvery.Validators.Add(OptionRules.AtLeast(0));
        _validationEpisodes.Validators.Add(OptionRules.AtLeast(1));
        Option[] all =
        [
            _threads, _batching, _engine, _device, _precision, _deterministic, _logEvery, _checkpointEvery, _checkpointMinutes, _validateEvery, _validationEpisodes, _patience, _tensorBoard,
        ];
        foreach (var option in all) command.Add(option);
    }

    /// <summary>The settings with what was given on the command line.</summary>
    public TrainingSettings Apply(ParseResult arguments, TrainingSettings settings) => settings with
    {
        Threads = arguments.GetValue(_threads) ?? settings.Threads,
        Batching = arguments.GetValue(_batching) is { } batching ? Enum.Parse<TaskBatching>(batching, ignoreCase: true) : settings.Batching,
        // What another run measured decides nothing where the way is asked for.
        TasksPerRun = arguments.GetValue(_batching) is null ? settings.TasksPerRun : null,
        Engine = arguments.GetValue(_engine) is { } engine ? Enum.Parse<EngineKind>(engine, ignoreCase: true) : settings.Engine,
        Device = arguments.GetValue(_device) is { } device ? Enum.Parse<ComputeDevice>(device, ignoreCase: true) : settings.Device,
        Precision = arguments.GetValue(_precision) is { } precision ? Enum.Parse<Precision>(precision, ignoreCase: true) : settings.Precision,
        Deterministic = settings.Deterministic || arguments.GetValue(_deterministic),
        LogEvery = arguments.GetValue(_logEvery) ?? settings.LogEvery,
        CheckpointEvery = arguments.GetValue(_checkpointEvery) ?? settings.CheckpointEvery,
        CheckpointMinutes = arguments.GetValue(_checkpointMinutes) ?? settings.CheckpointMinutes,
        ValidateEvery = arguments.GetValue(_validateEvery) ?? settings.ValidateEvery,
        ValidationEpisodes = arguments.GetValue(_validationEpisodes) ?? settings.ValidationEpisodes,
        TensorBoard = arguments.GetValue(_tensorBoard) is { } folder ? Path.GetFullPath(folder) : settings.TensorBoard,
        Patience = arguments.GetValue(_patience) ?? settings.Patience,
    };
}
