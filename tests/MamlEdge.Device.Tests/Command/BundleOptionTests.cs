using static MamlEdge.Device.Tests.Command.DeviceCommand;

namespace MamlEdge.Device.Tests.Command;

/// <summary>Whose a bundle has to be, and where it runs.</summary>
public sealed class BundleOptionTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly SignableBundle _bundle;

    public BundleOptionTests() => _bundle = new SignableBundle(_folder);

    public void Dispose()
    {
        _bundle.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("adapt")]
    [InlineData("predict")]
    [InlineData("bench")]
    [InlineData("info")]
    public void A_bundle_is_taken_where_a_trusted_key_signed_it_and_only_there(string command)
    {
        var examples = SampleFiles.Sine(_folder["x"]);
        string[] line =
        [
            command, _bundle.Path,
            .. command switch
            {
                "adapt" => ["--support", examples, "-o", _folder["me.state"]],
                "predict" => ["--input", examples],
                "bench" => ["--runs", "0"],
                _ => Array.Empty<string>(),
            },
        ];

        Assert.Contains("manifest.sig: expected a signature by key", Fails(1, [.. line, "--trusted-key", _bundle.Key]), StringComparison.Ordinal);
        _bundle.Sign();
        Assert.Contains("got one that does not fit", Fails(1, [.. line, "--trusted-key", _bundle.OtherKey]), StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["me.state"]));
        Text([.. line, "--trusted-key", _bundle.Key]);
        Text([.. line, "--trusted-key", _bundle.OtherKey, "--trusted-key", _bundle.Key]);

        File.AppendAllText(Path.Combine(_bundle.Path, "manifest.json"), " ");
        Assert.Contains("got one that does not fit", Fails(1, [.. line, "--trusted-key", _bundle.Key]), StringComparison.Ordinal);
        Text(line);
    }

    [Fact]
    public void A_file_that_holds_no_key_trusts_nobody()
    {
        Assert.Contains("a PEM file with a PUBLIC KEY", Fails(1, "info", _bundle.Path, "--trusted-key", SampleFiles.Sine(_folder["x"])), StringComparison.Ordinal);
        Assert.Contains("none.pem", Fails(1, "bench", _bundle.Path, "--trusted-key", _folder["none.pem"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Info_says_whose_bundle_it_is()
    {
        _bundle.Sign();

        Assert.Equal(_bundle.Fingerprint, Json("info", _bundle.Path, "--trusted-key", _bundle.Key, "--json").GetProperty("bundle").GetProperty("signedBy").GetString());
        Assert.Contains(_bundle.Fingerprint, Text("info", _bundle.Path, "--trusted-key", _bundle.Key), StringComparison.Ordinal);
        Assert.False(Json("info", _bundle.Path, "--json").GetProperty("bundle").TryGetProperty("signedBy", out _));
    }

    [Fact]
    public void A_provider_that_is_named_has_to_work_unless_auto_is_said_too()
    {
        string[] bench = ["bench", _bundle.Path, "--runs", "0", "--provider", "NoSuchProvider:level=2,mode=fast", "--provider", "NorThisOne"];

        var error = Fails(1, bench);
        var (exitCode, _, notes) = Run([.. bench, "--device", "auto"]);

        Assert.Contains("Execution providers: expected NoSuchProvider, NorThisOne", error, StringComparison.Ordinal);
        Assert.Equal(0, exitCode);
        Assert.StartsWith("note: runs on CPU, 1 thread: no provider that was named works: NoSuchProvider: ", notes, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--provider X --device cpu", "--provider names providers, and --device another one.")]
    [InlineData("--provider X --device cuda", "--provider names providers, and --device another one.")]
    [InlineData("--device named", "'--device' takes auto|cpu|cuda, got 'named'.")]
    [InlineData("--provider X:threads", "'--provider' takes NAME[:KEY=VALUE,...], got 'X:threads'.")]
    [InlineData("--provider X:=1", "'--provider' takes NAME[:KEY=VALUE,...], got 'X:=1'.")]
    [InlineData("--provider :a=1", "'--provider' takes NAME[:KEY=VALUE,...], got ':a=1'.")]
    [InlineData("--provider X:a=1,a=2", "'--provider' takes NAME[:KEY=VALUE,...], got 'X:a=1,a=2'.")]
    public void What_cannot_be_meant_is_wrong_usage(string options, string message) =>
        Assert.StartsWith("error: " + message, Fails(2, ["bench", _bundle.Path, .. options.Split(' ')]), StringComparison.Ordinal);
}
