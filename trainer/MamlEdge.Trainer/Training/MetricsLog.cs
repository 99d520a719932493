using System.Text.Json;

namespace MamlEdge.Trainer.Training;

/// <summary>
/// The file metrics.jsonl: one JSON object a line, in order of iterations. Opening it for a resumed run drops what was
/// written after the checkpoint, so that no line is there twice.
/// </summary>
public sealed class MetricsLog : IDisposable
{
    private readonly StreamWriter _writer;

    private MetricsLog(string path) => _writer = new StreamWriter(path, append: true) { NewLine = "\n" };

    /// <summary>Opens the log for appending.</summary>
    /// <param name="path">The file; made where it does not exist.</param>
    /// <param name="lastIteration">Lines of later iterations are removed; 0 for a new run.</param>
    public static MetricsLog Open(string path, long lastIteration)
    {
        if (File.Exists(path))
        {
            var kept = Read(path).Where(line => line.Iteration <= lastIteration).Select(Line);
            Bundle.AtomicFile.Write(path, System.Text.Encoding.UTF8.GetBytes(string.Concat(kept.Select(line => line + "\n"))));
        }

        return new MetricsLog(path);
    }

    /// <summary>All whole lines of a log; a line that was cut off by a crash ends the reading.</summary>
    public static IReadOnlyList<TrainingMetrics> Read(string path)
    {
        var lines = new List<TrainingMetrics>();
        foreach (var line in File.ReadLines(path))
        {
            try
            {
                lines.Add(JsonSerializer.Deserialize(line, TrainingJson.Metrics)!);
            }
            catch (JsonException)
            {
                break;
            }
        }

        return lines;
    }

    /// <summary>Appends a line and hands it to the operating system, so that it outlives a crash of the program.</summary>
    public void Write(TrainingMetrics metrics)
    {
        _writer.WriteLine(Line(metrics));
        _writer.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private static string Line(TrainingMetrics metrics) => JsonSerializer.Serialize(metrics, TrainingJson.Metrics);
}
