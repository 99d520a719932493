using MamlEdge.Bundle;
using MamlEdge.Cli;

namespace MamlEdge.EndToEnd.Tests;

public sealed class BundleDamageTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public BundleDamageTests()
    {
        Directory.CreateDirectory(_folder["bundle"]);
        foreach (var file in Directory.GetFiles(Repository.Votes))
            File.Copy(file, _folder["bundle", Path.GetFileName(file)]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_bundle_as_it_was_written_verifies()
    {
        var verified = Tool.Json("verify", _folder["bundle"]);

        Assert.True(verified.GetProperty("valid").GetBoolean());
        Assert.Contains("Gradient", verified.GetProperty("checks").EnumerateArray().Select(c => c.GetProperty("name").GetString()));
    }

    [Fact]
    public void A_changed_file_is_named()
    {
        var path = _folder["bundle", BundleFiles.Adapt];
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);

        Refused(BundleFiles.Adapt, "SHA-256");
    }

    [Fact]
    public void A_truncated_file_is_named()
    {
        var path = _folder["bundle", BundleFiles.Theta];
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^4]);

        Refused(BundleFiles.Theta, "truncated");
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        File.Delete(_folder["bundle", BundleFiles.Predict]);

        Refused(BundleFiles.Predict, "none");
    }

    [Fact]
    public void A_newer_format_is_refused()
    {
        var path = _folder["bundle", BundleFiles.Manifest];
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"format\": 1", "\"format\": 2", StringComparison.Ordinal));

        var error = Tool.Error(Program.Failed, "predict", _folder["bundle"], "--input", TensorFile.Votes(_folder["x"]));

        Assert.Contains("format", error, StringComparison.Ordinal);
        Assert.Contains("2", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_manifest_is_refused()
    {
        File.WriteAllText(_folder["bundle", BundleFiles.Manifest], "{ \"format\": 1, ");

        Assert.Contains(BundleFiles.Manifest, Tool.Error(Program.Failed, "inspect", _folder["bundle"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_no_bundle_is_refused() =>
        Assert.Contains(BundleFiles.Manifest, Tool.Error(Program.Failed, "inspect", _folder.Path), StringComparison.Ordinal);

    [Fact]
    public void Graphs_that_do_not_belong_to_the_manifest_do_not_verify()
    {
        // Hashes that fit, so that only the numbers can tell: the rate in the manifest is not the one in the graphs.
        var path = _folder["bundle", BundleFiles.Manifest];
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"learningRate\": 0.5", "\"learningRate\": 0.4", StringComparison.Ordinal));

        var run = Tool.Run("verify", _folder["bundle"], "--json");

        Assert.Equal(Program.Failed, run.ExitCode);
        var problem = Assert.Single(run.Json().GetProperty("checks").EnumerateArray(), c => c.GetProperty("state").GetString() == "problem" && c.GetProperty("name").GetString() == "Adaptation");
        Assert.Contains("largest difference", problem.GetProperty("finding").GetString(), StringComparison.Ordinal);
    }

    /// <summary>Every command that opens the bundle refuses it; <c>verify</c> says the same as a finding.</summary>
    private void Refused(string file, string message)
    {
        var error = Tool.Error(Program.Failed, "predict", _folder["bundle"], "--input", TensorFile.Votes(_folder["x"]));
        var verified = Tool.Run("verify", _folder["bundle"], "--json");

        Assert.Contains(file, error, StringComparison.Ordinal);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Equal(Program.Failed, verified.ExitCode);
        Assert.False(verified.Json().GetProperty("valid").GetBoolean());
        Assert.Contains(file, verified.Json().GetProperty("checks")[0].GetProperty("finding").GetString(), StringComparison.Ordinal);
    }
}
