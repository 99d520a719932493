using MamlEdge.Bundle;

namespace MamlEdge.Trainer.Training.TensorBoard;

/// <summary>The metrics of a run as a TensorBoard event file, one for each run. A resumed run writes it anew from its log, so that no step is there twice.</summary>
internal sealed class EventLog : IDisposable
{
    private readonly double _start;
    private readonly FileStream _file;

    private EventLog(string path, double start)
    {
        _start = start;
        _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
    }

    /// <summary>Opens the file of a run.</summary>
    /// <param name="folder">Where TensorBoard looks; the run gets a folder of its own in it: see <see cref="EventFile"/>.</param>
    /// <param name="run">The run folder.</param>
    /// <param name="lines">What is logged already.</param>
    /// <param name="seconds">Training time behind the run.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    /// <exception cref="BundleException">The file cannot be written.</exception>
    public static EventLog Open(string folder, string run, IEnumerable<TrainingMetrics> lines, double seconds, DateTimeOffset now)
    {
        var path = EventFile.Of(folder, run);
        var start = now.ToUnixTimeMilliseconds() / 1e3 - seconds;
        AtomicFile.Write(path, [.. RecordFrame.Of(EventRecord.Version(start)), .. lines.SelectMany(line => Frame(start, line))]);
        return new EventLog(path, start);
    }

    /// <summary>Appends a line and hands it to the operating system.</summary>
    public void Write(TrainingMetrics line)
    {
        _file.Write(Frame(_start, line));
        _file.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static byte[] Frame(double start, TrainingMetrics line) => RecordFrame.Of(EventRecord.Scalars(start + line.Seconds, line.Iteration, Scalars(line)));

    private static IEnumerable<(string Tag, double Value)> Scalars(TrainingMetrics line) => new (string Tag, double? Value)[]
    {
        ("loss/train", line.Loss),
        ("accuracy/train", line.Accuracy),
        ("loss/validation", line.ValidationLoss),
        ("accuracy/validation", line.ValidationAccuracy),
        ("gradient_norm", line.GradientNorm),
        ("outer_rate", line.OuterRate),
    }.Where(scalar => scalar.Value is not null).Select(scalar => (scalar.Tag, scalar.Value!.Value));
}
