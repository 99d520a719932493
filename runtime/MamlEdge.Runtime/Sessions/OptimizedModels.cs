using System.Runtime.InteropServices;
using System.Text;
using MamlEdge.Bundle;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>
/// Graphs of bundles as ONNX Runtime has optimised them for this machine, kept in a folder (<see cref="RuntimeOptions.OptimizedModels"/>): a graph with the meta-learned weights is
/// optimised once, and read as it is from then on. A file is named after all that decides what is in it, and is used only with its hash beside it.
/// </summary>
internal sealed class OptimizedModels(string folder)
{
    private const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Others = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _found = new(StringComparer.Ordinal);

    /// <summary>What became of each graph that was opened, in words, by its file.</summary>
    internal IReadOnlyDictionary<string, string> Found
    {
        get
        {
            lock (_lock)
                return _found.ToDictionary(StringComparer.Ordinal);
        }
    }

    /// <summary>Opens a graph with the meta-learned weights: as it was kept, else optimised now and kept.</summary>
    /// <param name="sessions">Opens sessions.</param>
    /// <param name="graph">Its file, inputs and outputs.</param>
    /// <param name="model">The bytes of the file.</param>
    /// <param name="weights">The bytes of <see cref="BundleFiles.Theta"/>.</param>
    /// <param name="level">How far ONNX Runtime optimizes it.</param>
    /// <param name="cancellationToken">Ends loading.</param>
    internal InferenceSession Open(
        SessionFactory sessions, GraphSpec graph, byte[] model, byte[] weights, GraphOptimizationLevel level, CancellationToken cancellationToken)
    {
        if (sessions.Provider.Info.Target != ExecutionTarget.Cpu)
            return Plain("not kept: it runs on another device than the CPU");
        if (Obstacle() is { } obstacle)
            return Plain($"not kept: {obstacle}");
        var path = Path.Combine(folder, Key(model, weights, level));
        var (kept, why) = Read(path);
        if (kept is not null)
        {
            try
            {
                var session = sessions.Open(graph, kept, weights, GraphOptimizationLevel.ORT_DISABLE_ALL, cancellationToken);
                Note(graph, "read");
                return session;
            }
            catch (BundleException error)
            {
                why = $"the one that was kept does not load ({error.Message})";
            }
        }

        var temporary = $"{path}.tmp-{Guid.NewGuid():N}";
        try
        {
            var session = sessions.Open(graph, model, weights, level, cancellationToken, temporary);
            Note(graph, Keep(temporary, path) is { } failure ? $"not kept: {failure}" : $"kept: {why}");
            return session;
        }
        catch (BundleException error)
        {
            // Either the graph does not load, and will not now, or what it became could not be written.
            return Plain($"not kept: {error.Message}");
        }
        finally
        {
            File.Delete(temporary);
        }

        InferenceSession Plain(string what)
        {
            var session = sessions.Open(graph, model, weights, level, cancellationToken);
            Note(graph, what);
            return session;
        }
    }

    /// <summary>Makes the folder; what keeps it from being used, or null.</summary>
    private string? Obstacle()
    {
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder);
            else if (!Directory.Exists(folder))
                Directory.CreateDirectory(folder, Mine);
            else if ((File.GetUnixFileMode(folder) & Others) != 0)
                return $"others may write to '{folder}'";
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return error.Message;
        }
    }

    /// <summary>A kept graph whose hash is right; else why there is none.</summary>
    private static (byte[]? Model, string Why) Read(string path)
    {
        try
        {
            if (!File.Exists(path + ".onnx"))
                return (null, "there was none");
            var model = File.ReadAllBytes(path + ".onnx");
            return File.Exists(path + ".sha256") && File.ReadAllText(path + ".sha256") == FileDigest.Of(model).Sha256 ? (model, "") : (null, "the one that was kept is damaged");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return (null, error.Message);
        }
    }

    /// <summary>Puts what ONNX Runtime wrote in its place, then its hash; what kept it from that, or null.</summary>
    private static string? Keep(string temporary, string path)
    {
        try
        {
            var model = File.ReadAllBytes(temporary);
            AtomicFile.Write(path + ".onnx", model);
            AtomicFile.Write(path + ".sha256", Encoding.ASCII.GetBytes(FileDigest.Of(model).Sha256));
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or BundleException)
        {
            return error.Message;
        }
    }

    private void Note(GraphSpec graph, string what)
    {
        lock (_lock)
            _found[graph.File] = what;
    }

    /// <summary>All that decides what ONNX Runtime makes of a graph.</summary>
    private static string Key(byte[] model, byte[] weights, GraphOptimizationLevel level) => FileDigest.Of(Encoding.UTF8.GetBytes(string.Join(
        '\n', FileDigest.Of(model).Sha256, FileDigest.Of(weights).Sha256, OrtEnv.Instance().GetVersionString(), $"{level}", "CPU", Processor()))).Sha256;

    /// <summary>The processor, as far as kernels are chosen by it.</summary>
    private static string Processor()
    {
        var architecture = $"{RuntimeInformation.OSArchitecture} {Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")}";
        if (!OperatingSystem.IsLinux() || !File.Exists("/proc/cpuinfo"))
            return architecture;
        // Names and instruction sets of the first core; speeds change from moment to moment.
        string[] fields = ["vendor_id", "cpu family", "model", "model name", "stepping", "flags", "CPU implementer", "CPU part", "Features"];
        return $"{architecture} {string.Join('\n', File.ReadLines("/proc/cpuinfo").TakeWhile(line => line.Length > 0).Where(line => fields.Contains(line.Split(':')[0].Trim())))}";
    }
}
