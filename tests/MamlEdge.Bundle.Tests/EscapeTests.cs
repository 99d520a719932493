using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using Xunit;

namespace MamlEdge.Bundle.Tests;

/// <summary>A bundle reads its own files and no others, and takes no more memory than it has bytes.</summary>
public sealed class EscapeTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public EscapeTests() => Samples.WriteBundle(_temp["b.maml"]);

    public void Dispose() => _temp.Dispose();

    [LinuxTheory]
    [InlineData(BundleFiles.Adapt)]
    [InlineData(BundleFiles.Manifest)]
    [InlineData(BundleFiles.Theta)]
    public void A_link_out_of_the_folder_is_refused_even_to_the_right_contents(string file)
    {
        Move(file, "elsewhere");
        File.CreateSymbolicLink(Inside(file), _temp["elsewhere"]);

        Assert.Contains("outside of it", Fails(), StringComparison.Ordinal);
    }

    [LinuxTheory]
    [InlineData("data")]
    [InlineData("../b.maml/data")]
    public void A_link_through_a_folder_that_leads_out_is_refused(string target)
    {
        Directory.CreateDirectory(_temp["outside"]);
        Move(BundleFiles.Adapt, "outside/adapt.onnx");
        Directory.CreateSymbolicLink(Inside("data"), _temp["outside"]);
        File.CreateSymbolicLink(Inside(BundleFiles.Adapt), Path.Combine(target, "adapt.onnx"));

        Assert.Contains("outside of it", Fails(), StringComparison.Ordinal);
    }

    [LinuxFact]
    public void Links_inside_the_folder_and_to_the_folder_work()
    {
        // As Kubernetes mounts a volume: every file a link into a folder that is a link.
        Directory.CreateDirectory(Inside("..v1"));
        Directory.CreateSymbolicLink(Inside("..data"), "..v1");
        Move(BundleFiles.Adapt, "b.maml/..v1/adapt.onnx");
        File.CreateSymbolicLink(Inside(BundleFiles.Adapt), "..data/adapt.onnx");
        Directory.CreateSymbolicLink(_temp["current"], _temp["b.maml"]);

        using var bundle = BundleReader.Open(_temp["current"]);
        bundle.Verify();
    }

    [LinuxFact]
    public void Links_in_a_circle_are_an_error()
    {
        File.Delete(Inside(BundleFiles.Adapt));
        File.CreateSymbolicLink(Inside(BundleFiles.Adapt), BundleFiles.Adapt);

        Assert.Contains(BundleFiles.Adapt, Fails(), StringComparison.Ordinal);
    }

    [LinuxTheory]
    [InlineData(BundleFiles.Manifest)]
    [InlineData(BundleFiles.Adapt)]
    public void A_pipe_is_refused_and_not_waited_for(string file)
    {
        File.Delete(Inside(file));
        using (var make = Process.Start("mkfifo", Inside(file)))
            make.WaitForExit();

        Assert.Contains("got 0", Fails(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_manifest_without_end_is_not_read()
    {
        using (var file = File.OpenWrite(Inside(BundleFiles.Manifest)))
            file.SetLength(1L << 40);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("manifest.json", Fails(), StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Theory]
    [InlineData(20, 0x7FFFFFF0)] // packed size
    [InlineData(24, 0x7FFFFFF0)] // size
    [InlineData(42, 0x7FFFFFF0)] // place of the local header
    public void A_zip_that_lies_about_an_entry_is_refused_without_memory_for_the_lie(int field, uint value)
    {
        BundleArchive.Pack(_temp["b.maml"], _temp["b.zip"]);
        var bytes = File.ReadAllBytes(_temp["b.zip"]);
        var entry = bytes.AsSpan().IndexOf("PK\u0001\u0002"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(entry + field), value);
        if (field == 20)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(entry + 24), value);
        File.WriteAllBytes(_temp["b.zip"], bytes);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("b.zip", Assert.Throws<BundleException>(() => BundleReader.Open(_temp["b.zip"])).Message, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void A_zip_with_very_many_entries_is_refused()
    {
        using (var zip = ZipFile.Open(_temp["many.zip"], ZipArchiveMode.Create))
        {
            for (var i = 0; i < 2000; i++)
                zip.CreateEntry($"{i}", CompressionLevel.NoCompression);
        }

        Assert.Contains("at most 1024 entries", Assert.Throws<BundleException>(() => BundleReader.Open(_temp["many.zip"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_in_the_manifest_stay_in_the_folder()
    {
        var json = File.ReadAllText(Inside(BundleFiles.Manifest));
        File.WriteAllText(Inside(BundleFiles.Manifest), json.Replace("\"adapt.onnx\": {", "\"../adapt.onnx\": {", StringComparison.Ordinal));

        Assert.Contains("files", Fails(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_of_a_file_steers_the_terminal_that_shows_an_error()
    {
        var json = File.ReadAllText(Inside(BundleFiles.Manifest));
        File.WriteAllText(Inside(BundleFiles.Manifest), json.Replace("\"adapt.onnx\": {", $"\"\\u001b[2J/{new string('x', 9000)}\": {{", StringComparison.Ordinal));

        var message = Fails();

        Assert.DoesNotContain('\u001b', message);
        Assert.True(message.Length < 7000);
    }

    private string Inside(string file) => Path.Combine(_temp["b.maml"], file);

    private void Move(string file, string target) => File.Move(Inside(file), _temp[target]);

    private string Fails() => Assert.Throws<BundleException>(() =>
    {
        using var bundle = BundleReader.Open(_temp["b.maml"]);
        bundle.Verify();
    }).Message;
}
