using MamlEdge.Device.Tests.Publishing;

namespace MamlEdge.Device.Tests.Cuda;

/// <summary>A copy of maml-edge-device, as it was built for these tests, with its libraries or without some of them.</summary>
internal sealed class ProgramCopy
{
    private readonly string _folder;

    /// <param name="folder">Where to.</param>
    /// <param name="without">A part of the names of libraries that are left out; null for none.</param>
    public ProgramCopy(string folder, string? without = null)
    {
        _folder = folder;
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(AppContext.BaseDirectory, file);
            if (Path.GetExtension(file) is not (".dll" or ".json" or ".so") || (without is not null && relative.Contains(without, StringComparison.Ordinal)))
                continue;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, relative))!);
            File.Copy(file, Path.Combine(folder, relative));
        }
    }

    /// <summary>Runs it to its end.</summary>
    public ProcessRun Run(params string[] arguments) =>
        ProcessRun.Of("dotnet", [Path.Combine(_folder, "maml-edge-device.dll"), .. arguments], variables: ("DOTNET_ROLL_FORWARD", "Major"));
}
