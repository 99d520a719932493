using System.Security.Cryptography;
using System.Text;

namespace MamlEdge.Trainer.Training.TensorBoard;

/// <summary>
/// Where the event file of a run lies: in a folder of the run's name, or of that name and a number where a run of another folder has taken it, because TensorBoard
/// shows all files of a folder as one run. The name of the file says, by a digest of its path, which run it is of.
/// </summary>
internal static class EventFile
{
    /// <summary>The path, in a folder that is there.</summary>
    /// <param name="folder">Where TensorBoard looks.</param>
    /// <param name="run">The run folder.</param>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    public static string Of(string folder, string run)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(run));
        var file = $"events.out.tfevents.0.mamledge-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(full)).AsSpan(0, 4))}";
        for (var number = 1; ; number++)
        {
            var own = Path.Combine(folder, Path.GetFileName(full) + (number == 1 ? "" : $"-{number}"));
            if (IsTaken(own, file)) continue;
            return Path.Combine(Directory.CreateDirectory(own).FullName, file);
        }
    }

    /// <summary>Whether another run writes, or anything else has written, events there.</summary>
    private static bool IsTaken(string folder, string file) =>
        Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*tfevents*").Any(other => Path.GetFileName(other) != file);
}
