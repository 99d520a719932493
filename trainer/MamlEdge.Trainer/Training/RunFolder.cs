using System.Text.Json;
using MamlEdge.Bundle;
using MamlEdge.Trainer.Engines;

namespace MamlEdge.Trainer.Training;

/// <summary>The files of one training run.</summary>
public sealed class RunFolder
{
    private const string DescriptionName = "run.json";

    /// <summary>Where the command of a run stands from before run.json had it.</summary>
    private const string CommandName = "command.txt";

    /// <summary>Settings that may change on resume, because the result does not depend on them, but for rounding.</summary>
    private static readonly string[] Free = [.. TrainingSettings.Incidental, "engine", "device", "precision"];

    /// <summary>Settings that are an engine's own: free where another one goes on with the run.</summary>
    private static readonly string[] OfEngine = ["batching", "tasksPerRun"];

    private RunFolder(string path, RunDescription description) => (Path, Description) = (path, description);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>What run.json says.</summary>
    public RunDescription Description { get; private set; }

    /// <summary>Settings and version.</summary>
    public string DescriptionFile => File(DescriptionName);

    /// <summary>One JSON object for each logged iteration.</summary>
    public string MetricsFile => File("metrics.jsonl");

    /// <summary>The latest checkpoint.</summary>
    public string CheckpointFile => File("checkpoint.safetensors");

    /// <summary>The checkpoint with the best validation result.</summary>
    public string BestFile => File("best.safetensors");

    /// <summary>The command that started the run; null where a program did.</summary>
    public string? Command => Description.Command ?? (System.IO.File.Exists(File(CommandName)) ? System.IO.File.ReadAllText(File(CommandName)).Trim() : null);

    /// <summary>Whether nothing is left to do: all iterations are done, or patience is at its end.</summary>
    /// <exception cref="BundleException">The checkpoint is damaged.</exception>
    public bool IsFinished => System.IO.File.Exists(CheckpointFile) && Checkpoint.IsAtEnd(CheckpointFile, Description.Settings);

    /// <summary>Whether there is a run in a folder.</summary>
    public static bool Exists(string path) => System.IO.File.Exists(System.IO.Path.Combine(path, DescriptionName));

    /// <summary>Describes a new run; nothing is written before <see cref="Start"/>.</summary>
    /// <param name="path">The folder; it may hold the lock of a run that never started.</param>
    /// <param name="settings">The settings of the run.</param>
    /// <param name="command">The command that starts it; null for a program.</param>
    /// <exception cref="TrainingException">The folder exists and is not empty.</exception>
    public static RunFolder New(string path, TrainingSettings settings, string? command = null)
    {
        var full = System.IO.Path.GetFullPath(path);
        if (System.IO.File.Exists(full) || (Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any(entry => System.IO.Path.GetFileName(entry) != RunLock.Name)))
            throw Taken(full);
        return new RunFolder(full, new RunDescription(settings, typeof(RunFolder).Assembly.GetName().Version!.ToString(3), Preprocessing: null) { Command = command });
    }

    /// <summary>
    /// Makes the folder, keeps other processes from training in it until disposed, and removes what a killed one has left half-written. Where the run has not been
    /// started by the end, nothing stays behind.
    /// </summary>
    /// <exception cref="TrainingException">Another training is at work in the folder, or it cannot be written to.</exception>
    public IDisposable Hold()
    {
        var made = !Directory.Exists(Path);
        Make();
        try
        {
            var file = new FileStream(File(RunLock.Name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            foreach (var leftover in new[] { DescriptionFile, CheckpointFile, BestFile }.SelectMany(written => Directory.GetFiles(Path, $".{System.IO.Path.GetFileName(written)}.tmp-*")))
                System.IO.File.Delete(leftover);
            return new RunLock(file, made, () => Exists(Path));
        }
        catch (IOException error)
        {
            throw new TrainingException($"Another training is at work in the run folder '{Path}'. Wait for its end or interrupt it, then continue with --resume.", error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new TrainingException($"The run folder '{Path}' cannot be written to: {error.Message}", error);
        }
    }

    /// <summary>Makes the folder and writes run.json.</summary>
    /// <exception cref="TrainingException">The folder cannot be made, or another process has started a run in it meanwhile.</exception>
    /// <exception cref="BundleException">The file cannot be written.</exception>
    /// <param name="preprocessing">How a raw example becomes an input of the run's model.</param>
    /// <param name="decided">The settings with what was decided where they left it open; null for the settings as they are.</param>
    /// <param name="labels">Names of the classes, where every task has the same ones.</param>
    /// <param name="part">What computes it.</param>
    /// <param name="trainedOn">What it is trained on.</param>
    public void Start(
        Preprocessing? preprocessing, TrainingSettings? decided = null, IReadOnlyList<string>? labels = null, RunPart? part = null, TrainedClasses? trainedOn = null)
    {
        if (Exists(Path)) throw Taken(Path);
        Description = Description with
        {
            Settings = decided ?? Description.Settings,
            Preprocessing = preprocessing,
            Labels = labels,
            Parts = part is null ? [] : [part],
            TrainedOn = trainedOn,
        };
        Make();
        Write();
    }

    /// <summary>Records in run.json that the run goes on in another way than before; nothing where it is the same.</summary>
    /// <exception cref="BundleException">The file cannot be written.</exception>
    public void Continue(RunPart part)
    {
        ArgumentNullException.ThrowIfNull(part);
        if (Description.Parts is [.., var last] && part.IsLike(last)) return;
        Description = Description with { Parts = [.. Description.Parts, part] };
        Write();
    }

    /// <summary>
    /// How many tasks a run of an engine's graph takes where the run goes on with it: as it was decided for that engine, because rounding
    /// depends on it; null where the engine is new to the run and nothing was decided.
    /// </summary>
    public int? TasksPerRunOf(EngineKind engine) => Description.Parts.LastOrDefault(p => p.Engine == engine)?.TasksPerRun
        // Runs from before there was a choice went task by task.
        ?? (Description.Settings.Engine == engine ? Description.Settings.TasksPerRun ?? 1 : null);

    /// <summary>Opens an existing run.</summary>
    /// <exception cref="TrainingException">There is no run, or its run.json is damaged.</exception>
    public static RunFolder Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        var file = System.IO.Path.Combine(full, DescriptionName);
        if (!System.IO.File.Exists(file))
            throw new TrainingException($"'{full}' is no training run: it has no run.json. Check the path, or start the run without --resume.");
        return new RunFolder(full, RunDescription.Read(file));
    }

    /// <summary>Refuses settings that would make the rest of a run another run.</summary>
    /// <exception cref="TrainingException">Settings differ; the message lists them with both values.</exception>
    public void RequireSame(TrainingSettings settings)
    {
        string[] free = settings.Engine == Description.Settings.Engine ? Free : [.. Free, .. OfEngine];
        string[] differences = [.. SettingsTree.Differences(Description.Settings, settings).Where(d => !free.Contains(d.Path))
            .Select(d => $"{d.Path} was {d.Left?.ToJsonString() ?? "null"} and is now {d.Right?.ToJsonString() ?? "null"}")];
        if (differences.Length > 0)
            throw new TrainingException($"The run in '{Path}' was started with other settings: {string.Join("; ", differences)}. Resume with the same ones, or start a new run.");
    }

    private static TrainingException Taken(string path) => new($"The run folder '{path}' already exists. Continue it with --resume, or choose another folder.");

    private void Make()
    {
        try
        {
            Directory.CreateDirectory(Path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"The run folder '{Path}' cannot be made: {error.Message}", error);
        }
    }

    private void Write() => AtomicFile.Write(DescriptionFile, JsonSerializer.SerializeToUtf8Bytes(Description, TrainingJson.Document<RunDescription>()));

    private string File(string name) => System.IO.Path.Combine(Path, name);
}
