using MamlEdge.Bundle;
using MamlEdge.Cli;

namespace MamlEdge.EndToEnd.Tests;

public sealed class SignTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public SignTests()
    {
        Directory.CreateDirectory(_folder["bundle"]);
        foreach (var file in Directory.GetFiles(Repository.Votes))
            File.Copy(file, _folder["bundle", Path.GetFileName(file)]);
        TensorFile.Votes(_folder["x"]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_new_key_signs_and_its_public_half_verifies_and_is_trusted()
    {
        var signed = Tool.Json("sign", _folder["bundle"], "--new-key", _folder["release.pem"]);

        Assert.Equal(_folder["release.pub.pem"], signed.GetProperty("publicKey").GetString());
        Assert.Equal("ok", Signature("release.pub.pem").State);
        Tool.Json("predict", _folder["bundle"], "--input", _folder["x"], "--trusted-key", _folder["release.pub.pem"]);
    }

    [Fact]
    public void A_zip_is_signed_with_a_key_that_is_there()
    {
        using (var key = SigningKey.Create())
            key.Save(_folder["k.pem"], _folder["k.pub.pem"]);
        BundleArchive.Pack(_folder["bundle"], _folder["bundle.zip"]);

        var run = Tool.Run("sign", _folder["bundle.zip"], "--key", _folder["k.pem"]);

        Assert.Equal(Program.Done, run.ExitCode);
        Assert.Contains($"key {TrustedKey.Load(_folder["k.pub.pem"]).Fingerprint}", run.Output, StringComparison.Ordinal);
        Assert.Equal("ok", Signature("k.pub.pem", "bundle.zip").State);
    }

    [Fact]
    public void Bundles_unsigned_signed_by_another_or_changed_since_do_not_verify()
    {
        Tool.Json("sign", _folder["bundle"], "--new-key", _folder["theirs.pem"]);
        using (var key = SigningKey.Create())
            key.Save(_folder["ours.pem"], _folder["ours.pub.pem"]);

        Assert.Equal(("problem", true), (Signature("ours.pub.pem").State, Signature("ours.pub.pem").Finding.Contains("by another one", StringComparison.Ordinal)));
        var error = Tool.Error(Program.Failed, "predict", _folder["bundle"], "--input", _folder["x"], "--trusted-key", _folder["ours.pub.pem"]);
        Assert.Contains("manifest.sig: expected a signature by key", error, StringComparison.Ordinal);

        File.Delete(_folder["bundle", BundleFiles.Signature]);
        Assert.Contains("not signed, by key", Signature("theirs.pub.pem").Finding, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_that_no_one_asked_for_is_shown_as_unchecked()
    {
        Tool.Json("sign", _folder["bundle"], "--new-key", _folder["k.pem"]);

        var verified = Tool.Json("verify", _folder["bundle"]);

        Assert.True(verified.GetProperty("valid").GetBoolean());
        Assert.Contains(verified.GetProperty("checks").EnumerateArray(), c => c.GetProperty("name").GetString() == "Signature" && c.GetProperty("state").GetString() == "unchecked");
    }

    [Fact]
    public void A_damaged_bundle_leaves_no_signature_and_no_key()
    {
        File.AppendAllText(_folder["bundle", BundleFiles.Predict], "x");

        Tool.Error(Program.Failed, "sign", _folder["bundle"], "--new-key", _folder["k.pem"]);

        Assert.False(File.Exists(_folder["k.pem"]) || File.Exists(_folder["bundle", BundleFiles.Signature]));
    }

    private (string? State, string Finding) Signature(string key, string bundle = "bundle")
    {
        var run = Tool.Run("verify", _folder[bundle], "--key", _folder[key], "--json");
        var check = Assert.Single(run.Json().GetProperty("checks").EnumerateArray(), c => c.GetProperty("name").GetString() == "Signature");
        Assert.Equal(check.GetProperty("state").GetString() == "ok" ? Program.Done : Program.Failed, run.ExitCode);
        return (check.GetProperty("state").GetString(), check.GetProperty("finding").GetString()!);
    }
}
