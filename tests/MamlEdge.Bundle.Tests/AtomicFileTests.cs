using Xunit;

namespace MamlEdge.Bundle.Tests;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void A_file_is_written_and_replaced_and_leaves_nothing_else()
    {
        AtomicFile.Write(_temp["f"], "old"u8);
        AtomicFile.Write(_temp["f"], stream => stream.Write("new"u8));

        Assert.Equal("new", File.ReadAllText(_temp["f"]));
        Assert.Equal([_temp["f"]], Directory.GetFileSystemEntries(_temp.Path));
    }

    [Fact]
    public void A_writer_that_fails_leaves_the_old_file()
    {
        AtomicFile.Write(_temp["f"], "old"u8);

        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(_temp["f"], stream =>
        {
            stream.Write("half of the n"u8);
            throw new InvalidOperationException();
        }));

        Assert.Equal("old", File.ReadAllText(_temp["f"]));
        Assert.Single(Directory.GetFileSystemEntries(_temp.Path));
    }

    [Fact]
    public void Until_the_writer_is_done_the_path_holds_the_old_file()
    {
        AtomicFile.Write(_temp["f"], "old"u8);

        AtomicFile.Write(_temp["f"], stream =>
        {
            stream.Write("new"u8);
            stream.Flush();
            Assert.Equal("old", File.ReadAllText(_temp["f"]));
            Assert.Contains(Directory.GetFiles(_temp.Path), name => Path.GetFileName(name).StartsWith(".f.tmp-", StringComparison.Ordinal));
        });
    }

    [Fact]
    public void A_folder_that_is_missing_is_named()
    {
        var error = Assert.Throws<BundleException>(() => AtomicFile.Write(_temp["none/f"], "x"u8));

        Assert.Contains(_temp["none/f"], error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_is_a_folder_is_refused_and_nothing_is_left()
    {
        Directory.CreateDirectory(_temp["f/inner"]);

        Assert.Throws<BundleException>(() => AtomicFile.Write(_temp["f"], "x"u8));
        Assert.Equal([_temp["f"]], Directory.GetFileSystemEntries(_temp.Path));
    }
}
