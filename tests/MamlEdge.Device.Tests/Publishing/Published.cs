using System.Runtime.InteropServices;

namespace MamlEdge.Device.Tests.Publishing;

/// <summary>
/// The programs for devices, compiled ahead of time once for each run of the tests, into artifacts/. They are built apart from the
/// solution's own output, so that nothing of it is written while other tests use it.
/// </summary>
internal static class Published
{
    private static readonly string Build = Repository.At("artifacts", "ahead-of-time");
    private static readonly Lock OneBuild = new();
    private static readonly Lazy<string> LazyDevice = new(() => Publish("MamlEdge.Device"));
    private static readonly Lazy<string> LazyNative = new(() => Publish("MamlEdge.Native"));

    /// <summary>Why nothing can be compiled ahead of time here; null where it can.</summary>
    public static string? Absence { get; } = FindAbsence();

    /// <summary>The folder of maml-edge-device.</summary>
    public static string Device => LazyDevice.Value;

    /// <summary>The program.</summary>
    public static string Program => Path.Combine(Device, "maml-edge-device");

    /// <summary>The folder of libmamledge.so and mamledge.h.</summary>
    public static string Native => LazyNative.Value;

    private static string Rid => $"linux-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";

    private static string? FindAbsence()
    {
        if (!OperatingSystem.IsLinux())
            return "These tests compile ahead of time on Linux only.";
        if (!ProcessRun.Succeeds("clang", "--version") && !ProcessRun.Succeeds("gcc", "--version"))
            return "Compiling ahead of time needs clang or gcc, and neither is installed.";
        var restore = Dotnet("restore", "MamlEdge.Native");
        return restore.Output.Contains("NU1101", StringComparison.Ordinal) || restore.Output.Contains("NU1301", StringComparison.Ordinal)
            ? $"The packs for ahead-of-time compilation do not restore: {restore.Output.Split('\n').First(line => line.Contains("error NU", StringComparison.Ordinal)).Trim()}"
            : null;
    }

    private static string Publish(string project)
    {
        var target = Repository.At("artifacts", "published", project);
        // Both programs build the same libraries in the same place.
        lock (OneBuild)
        {
            if (Directory.Exists(target))
                Directory.Delete(target, recursive: true);
            Dotnet("publish", project, "-c", "Release", "-o", target, "-v", "q").Done();
        }

        return target;
    }

    // Servers that a build leaves running would hold on to the pipes that this process reads.
    private static ProcessRun Dotnet(string command, string project, params string[] arguments) => ProcessRun.Of(
        "dotnet",
        [command, Repository.At("runtime", project), "-r", Rid, "--artifacts-path", Build, "-m:1", "-nodeReuse:false", "-p:UseSharedCompilation=false", .. arguments]);
}
