using System.IO.Compression;
using Xunit;

namespace MamlEdge.Bundle.Tests;

public sealed class BundleReaderTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public BundleReaderTests() => Samples.WriteBundle(_temp["b.maml"]);

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void Folder_and_zip_give_the_same_files_and_the_same_identity()
    {
        BundleArchive.Pack(_temp["b.maml"], _temp["b.zip"]);
        using var folder = BundleReader.Open(_temp["b.maml"]);
        using var zip = BundleReader.Open(_temp["b.zip"]);

        Assert.Equal(folder.Sha256, zip.Sha256);
        folder.Verify();
        zip.Verify();
        foreach (var name in BundleFiles.Required)
            Assert.Equal(Samples.Contents(name), zip.Read(name));
    }

    [Fact]
    public void Packing_twice_gives_the_same_bytes()
    {
        BundleArchive.Pack(_temp["b.maml"], _temp["1.zip"]);
        BundleArchive.Pack(_temp["b.maml"], _temp["2.zip"]);

        Assert.Equal(File.ReadAllBytes(_temp["1.zip"]), File.ReadAllBytes(_temp["2.zip"]));
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        File.Delete(_temp["b.maml/adapt.onnx"]);

        var error = AssertVerifyFails();

        Assert.Contains("adapt.onnx", error.Message, StringComparison.Ordinal);
        Assert.Contains("got none", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_file_is_told_from_a_changed_one()
    {
        var path = _temp["b.maml/theta.safetensors"];
        var contents = File.ReadAllBytes(path);
        File.WriteAllBytes(path, contents[..^1]);
        Assert.Contains("truncated", AssertVerifyFails().Message, StringComparison.Ordinal);

        contents[3] ^= 1;
        File.WriteAllBytes(path, contents);
        Assert.Contains("SHA-256", AssertVerifyFails().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Verification_can_be_left_out()
    {
        File.WriteAllText(_temp["b.maml/forward.onnx"], "other");
        using var bundle = BundleReader.Open(_temp["b.maml"]);

        Assert.Equal("other"u8.ToArray(), bundle.Read(BundleFiles.Forward, verify: false));
        Assert.Throws<BundleException>(() => bundle.Read(BundleFiles.Forward));
    }

    [Fact]
    public void Paths_without_a_bundle_are_refused()
    {
        Directory.CreateDirectory(_temp["empty"]);
        File.WriteAllText(_temp["text"], "no zip");

        Assert.Contains("manifest.json", OpenFails("empty"), StringComparison.Ordinal);
        Assert.Contains("nothing there", OpenFails("missing"), StringComparison.Ordinal);
        Assert.Contains(".zip", OpenFails("text"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_zip_is_refused()
    {
        BundleArchive.Pack(_temp["b.maml"], _temp["b.zip"]);
        File.WriteAllBytes(_temp["cut.zip"], File.ReadAllBytes(_temp["b.zip"])[..^40]);

        Assert.Contains("cut.zip", OpenFails("cut.zip"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../manifest.json", CompressionLevel.NoCompression, "at the top")]
    [InlineData("b.maml/manifest.json", CompressionLevel.NoCompression, "not the folder itself")]
    [InlineData("manifest.json", CompressionLevel.Optimal, "compressed")]
    public void Entries_outside_or_compressed_are_refused(string name, CompressionLevel level, string reason)
    {
        using (var zip = ZipFile.Open(_temp["bad.zip"], ZipArchiveMode.Create))
        {
            using var stream = zip.CreateEntry(name, level).Open();
            stream.Write(Samples.Manifest().ToJson());
        }

        Assert.Contains(reason, OpenFails("bad.zip"), StringComparison.Ordinal);
    }

    private string OpenFails(string name) =>
        Assert.Throws<BundleException>(() => BundleReader.Open(_temp[name])).Message;

    private BundleException AssertVerifyFails()
    {
        using var bundle = BundleReader.Open(_temp["b.maml"]);
        return Assert.Throws<BundleException>(() => bundle.Verify());
    }
}
