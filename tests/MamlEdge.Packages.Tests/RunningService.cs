using System.Diagnostics;
using System.Net.Http.Json;

namespace MamlEdge.Packages.Tests;

/// <summary>The example of a service in a process of its own, on a port that the system chooses.</summary>
internal sealed class RunningService : IDisposable
{
    private const string Listening = "Now listening on: ";

    private readonly Process _process;

    public RunningService(PackedFixture packed, string bundle, string states)
    {
        _process = Process.Start(new ProcessStartInfo("dotnet", [packed.Program("service"), "--bundle", bundle, "--states", states, "--urls", "http://127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = packed.At("service"),
        })!;
        var log = new List<string>();
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            log.Add(line);
            if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
            {
                Client = new HttpClient { BaseAddress = new Uri(line[(at + Listening.Length)..].Trim()) };
                _ = _process.StandardOutput.ReadToEndAsync(); // a full pipe would stop it
                return;
            }
        }

        throw new InvalidOperationException($"The service ended: {string.Join('\n', log)}");
    }

    /// <summary>Reaches it.</summary>
    public HttpClient Client { get; }

    /// <summary>What a person's model says.</summary>
    public async Task<string> Answer(string person, object query) =>
        await (await Client.PostAsJsonAsync($"people/{person}/predictions", query)).EnsureSuccessStatusCode().Content.ReadAsStringAsync();

    public void Dispose()
    {
        Client.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
