using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Xml.Linq;
using MamlEdge.Bundle;
using MamlEdge.Device.Tests;

namespace MamlEdge.Packages.Tests;

/// <summary>The NuGet packages, as their users meet them.</summary>
public sealed class PackageTests(PackedFixture packed) : IClassFixture<PackedFixture>
{
    [Theory]
    [InlineData("MamlEdge.Bundle", "net9.0 net10.0", "")]
    [InlineData("MamlEdge.Runtime", "net9.0 net10.0", "MamlEdge.Bundle Microsoft.ML.OnnxRuntime.Managed")]
    [InlineData("MamlEdge.Exporter", "net10.0", "Google.Protobuf MamlEdge.Bundle")]
    [InlineData("MamlEdge.Trainer", "net10.0", "CsvHelper MamlEdge.Exporter MamlEdge.Runtime Microsoft.ML.OnnxRuntime.Managed System.Numerics.Tensors")]
    public void A_library_has_readme_licence_documentation_symbols_and_few_dependencies(string id, string frameworks, string dependencies)
    {
        using var package = ZipFile.OpenRead(Package(id, "nupkg"));
        using var symbols = ZipFile.OpenRead(Package(id, "snupkg"));
        var description = Description(package);

        Assert.NotNull(package.GetEntry("README.md"));
        Assert.Equal("MIT", Text(description, "license"));
        Assert.True(Text(description, "description").Length > 40);
        Assert.Contains("maml", Text(description, "tags").Split(' '));
        Assert.Equal(dependencies.Split(' ', StringSplitOptions.RemoveEmptyEntries), Named(description, "dependency").Select(item => item.Attribute("id")!.Value).Distinct().Order());
        Assert.All(frameworks.Split(' '), framework =>
        {
            Assert.NotNull(package.GetEntry($"lib/{framework}/{id}.dll"));
            Assert.NotNull(package.GetEntry($"lib/{framework}/{id}.xml"));
            Assert.NotNull(symbols.GetEntry($"lib/{framework}/{id}.pdb"));
        });
        Assert.Equal(frameworks.Split(' ').Length, package.Entries.Count(entry => entry.Name.EndsWith(".dll", StringComparison.Ordinal)));
    }

    [Fact]
    public void Nothing_else_is_packed() => Assert.Equal(
        ["MamlEdge.Bundle", "MamlEdge.Exporter", "MamlEdge.Runtime", "MamlEdge.Trainer", "maml-edge"],
        Directory.GetFiles(packed.Packages, "*.nupkg").Select(file => Path.GetFileName(file)[..^$".{packed.Version}.nupkg".Length]).Order(StringComparer.Ordinal));

    [Fact]
    public void A_program_uses_all_three_libraries() => Assert.Equal("learned\n", packed.Run("consumer", packed.At("written.maml")).Done().Output);

    [Fact]
    public void The_console_example_learns_asks_learns_on_and_forgets()
    {
        var (state, examples) = (packed.At("me.state"), SampleFiles.Sine(packed.At("sine.safetensors")));
        var before = packed.Run("personaliser", "ask", Repository.Sinusoid, state, examples).Done().Output;

        Assert.Matches(@"support loss \d\.\d{4} -> \d\.\d{4} in ", packed.Run("personaliser", "learn", Repository.Sinusoid, state, examples).Done().Output);
        var after = packed.Run("personaliser", "ask", Repository.Sinusoid, state, examples).Done().Output;
        packed.Run("personaliser", "learn", Repository.Sinusoid, state, examples).Done();

        Assert.Equal(5, after.Trim().Split('\n').Length);
        Assert.NotEqual(before, after);
        Assert.NotEqual(after, packed.Run("personaliser", "ask", Repository.Sinusoid, state, examples).Done().Output);
        packed.Run("personaliser", "forget", state).Done();
        Assert.Equal(before, packed.Run("personaliser", "ask", Repository.Sinusoid, state, examples).Done().Output);
        var wrong = packed.Run("personaliser", "ask", packed.At("none"), state, examples);
        Assert.Equal(1, wrong.ExitCode);
        Assert.StartsWith("error: ", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_service_gives_each_person_a_model_and_keeps_it_over_a_restart()
    {
        object examples = new { x = new[] { -4f, -2, 0, 2, 4 }, shape = new[] { 5, 1 }, targets = new[] { 2f, -1, 0.5f, 3, 1 } };
        object query = new { x = new[] { 1f }, shape = new[] { 1, 1 } };
        string alice;
        using (var service = new RunningService(packed, Repository.Sinusoid, packed.At("people")))
        {
            var learned = await service.Client.PutAsJsonAsync("people/alice/examples", examples);
            Assert.Equal(HttpStatusCode.OK, learned.StatusCode);
            Assert.Equal(2, JsonDocument.Parse(await learned.Content.ReadAsStringAsync()).RootElement.GetProperty("supportLoss").GetArrayLength());
            alice = await service.Answer("alice", query);
            Assert.Contains("\"personal\":true", alice, StringComparison.Ordinal);
            Assert.Contains("\"personal\":false", await service.Answer("bob", query), StringComparison.Ordinal);

            var wrong = await service.Client.PutAsJsonAsync("people/alice/examples", new { x = new[] { 1f }, shape = new[] { 2, 1 }, targets = new[] { 1f } });
            Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
            Assert.Contains("expected", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.NotFound, (await service.Client.DeleteAsync("people/..%2Fme")).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await service.Client.PutAsJsonAsync("people/alice/examples", examples)).StatusCode);
            Assert.NotEqual(alice, await service.Answer("alice", query));
            Assert.Equal(HttpStatusCode.OK, (await service.Client.PostAsync("people/alice/undo", null)).StatusCode);
            Assert.Equal(alice, await service.Answer("alice", query));
        }

        using var again = new RunningService(packed, Repository.Sinusoid, packed.At("people"));
        Assert.Equal(alice, await again.Answer("alice", query));
        Assert.Equal(HttpStatusCode.OK, (await again.Client.DeleteAsync("people/alice")).StatusCode);
        Assert.Contains("\"personal\":false", await again.Answer("alice", query), StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(packed.At("people")));
        Assert.Equal(HttpStatusCode.NotFound, (await again.Client.DeleteAsync("people/alice")).StatusCode);
    }

    [Fact]
    public async Task People_whom_the_service_teaches_and_forgets_at_once_lose_nothing_and_stay_forgotten()
    {
        object Examples(float target) => new { x = new[] { -1f, 1 }, shape = new[] { 2, 1 }, targets = new[] { target, -target } };
        const int Times = 12;
        using (var service = new RunningService(packed, Repository.Sinusoid, packed.At("busy")))
        {
            var learned = await Task.WhenAll(Enumerable.Range(0, Times).Select(i => service.Client.PutAsJsonAsync("people/alice/examples", Examples(i / 4f))));
            Assert.All(learned, response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));

            await service.Client.PutAsJsonAsync("people/bob/examples", Examples(1));
            var late = service.Client.PutAsJsonAsync("people/bob/examples", Examples(2));
            var forgotten = service.Client.DeleteAsync("people/bob");
            await Task.WhenAll(late, forgotten);
            Assert.Equal(HttpStatusCode.OK, (await forgotten).StatusCode);
        }

        using var store = StateStore.Open(packed.At("busy"));
        Assert.Equal(2 * Times, store.LoadSupport("alice")!.Count);
        // Whichever of the two came first: of the examples of before nothing is left.
        Assert.True(store.Current("bob") is null || store.LoadSupport("bob")!.Count == 2);
    }

    [Fact]
    public void The_tool_installs_and_runs()
    {
        packed.Dotnet("tool", "install", "maml-edge", "--tool-path", packed.At("tools"), "--version", packed.Version, "--configfile", packed.Sources).Done();
        var tool = packed.At("tools", OperatingSystem.IsWindows() ? "maml-edge.exe" : "maml-edge");

        Assert.StartsWith("0.1.0", Device.Tests.Publishing.ProcessRun.Of(tool, ["--version"]).Done().Output, StringComparison.Ordinal);
        var inspected = Device.Tests.Publishing.ProcessRun.Of(tool, ["inspect", Repository.Sinusoid, "--json"]).Done().Output;
        Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(inspected).RootElement.ValueKind);
        var predicted = Device.Tests.Publishing.ProcessRun.Of(tool, ["predict", Repository.Sinusoid, "--input", SampleFiles.Sine(packed.At("tool.safetensors")), "--json"]).Done().Output;
        Assert.Equal(5, JsonDocument.Parse(predicted).RootElement.GetProperty("predictions").GetArrayLength());
    }

    private string Package(string id, string extension) => Path.Combine(packed.Packages, $"{id}.{packed.Version}.{extension}");

    private static XDocument Description(ZipArchive package)
    {
        using var stream = package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return XDocument.Load(stream);
    }

    private static IEnumerable<XElement> Named(XDocument document, string name) => document.Descendants().Where(element => element.Name.LocalName == name);

    private static string Text(XDocument document, string name) => Named(document, name).Single().Value;
}
