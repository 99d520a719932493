using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using MamlEdge.Device.Tests;
using MamlEdge.Device.Tests.Publishing;

namespace MamlEdge.Packages.Tests;

/// <summary>
/// The packages as <c>dotnet pack</c> makes them, and programs that are restored from them in a folder outside the repository,
/// with sources, a package cache and a version of their own. Everything is made once for all tests.
/// </summary>
public sealed partial class PackedFixture : IDisposable
{
    private static readonly string Configuration = typeof(PackedFixture).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    // Of this run alone: no cache of the machine has a package of this version, so that none is restored in place of what was packed here.
    private static readonly string Unique = $"0.1.0-run.{Guid.NewGuid():N}";

    private readonly string _folder = Directory.CreateTempSubdirectory("mamledge-packages-").FullName;

    /// <summary>Packs and builds.</summary>
    public PackedFixture()
    {
        foreach (var project in new[] { "runtime/MamlEdge.Bundle", "runtime/MamlEdge.Runtime", "exporter/MamlEdge.Exporter", "trainer/MamlEdge.Trainer", "trainer/MamlEdge.Cli" })
            Dotnet("pack", Repository.At(project.Split('/')), "-c", Configuration, "--no-build", $"-p:PackageVersion={Unique}", "-o", Packages, "-nodeReuse:false").Done();
        Copy(Repository.At("docs", "examples", "personaliser"), "personaliser");
        Copy(Repository.At("docs", "examples", "service"), "service");
        Copy(Repository.At("tests", "MamlEdge.Packages.Tests", "Consumer"), "consumer");
        WriteSources();
        File.WriteAllText(At("Directory.Build.props"), "<Project><PropertyGroup><NuGetAudit>false</NuGetAudit></PropertyGroup></Project>");
        File.WriteAllText(At("all.slnx"), """
            <Solution>
              <Project Path="consumer/consumer.csproj" />
              <Project Path="personaliser/personaliser.csproj" />
              <Project Path="service/service.csproj" />
            </Solution>
            """);
        Dotnet("build", At("all.slnx"), "-c", "Release", "-m:1", "-nodeReuse:false", "-p:UseSharedCompilation=false").Done();
    }

    /// <summary>Version of the packages.</summary>
    public string Version => Unique;

    /// <summary>The folder of the packages.</summary>
    public string Packages => At("feed");

    /// <summary>Sources of packages, for tools.</summary>
    public string Sources => At("nuget.config");

    /// <summary>A file or folder of this fixture.</summary>
    public string At(params string[] parts) => Path.Combine([_folder, .. parts]);

    /// <summary>The assembly of a program that was built from the packages.</summary>
    public string Program(string name) => At(name, "bin", "Release", "net10.0", name + ".dll");

    /// <summary>Runs such a program.</summary>
    internal ProcessRun Run(string name, params string[] arguments) => Dotnet([Program(name), .. arguments]);

    /// <summary>Runs the command dotnet with the package cache of this fixture.</summary>
    internal ProcessRun Dotnet(params string[] arguments) =>
        ProcessRun.Of("dotnet", arguments, _folder, ("NUGET_PACKAGES", At("cache")), ("MSBUILDDISABLENODEREUSE", "1"));

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Besides the machine's own sources. What this machine has in its cache is not fetched again.
    private void WriteSources()
    {
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        new XElement(
            "configuration",
            new XElement("packageSources", Entry("packed", Packages), Entry("onnxruntime", Repository.At(".packages"))),
            new XElement("fallbackPackageFolders", Directory.Exists(cache) ? Entry("machine", cache) : null)).Save(Sources);
    }

    [GeneratedRegex("""(<PackageReference Include="MamlEdge\.[A-Za-z]+" Version=")[^"]+(")""")]
    private static partial Regex OfThisRun();

    private static XElement Entry(string key, string value) => new("add", new XAttribute("key", key), new XAttribute("value", value));

    private void Copy(string from, string to)
    {
        Directory.CreateDirectory(At(to));
        foreach (var file in Directory.GetFiles(from))
            File.WriteAllText(At(to, Path.GetFileName(file)), OfThisRun().Replace(File.ReadAllText(file), $"${{1}}{Unique}$2"));
    }
}
