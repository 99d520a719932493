using Xunit;

namespace MamlEdge.Bundle.Tests;

public sealed class AtomicFolderTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void A_folder_is_written_and_replaced_whole()
    {
        Write("old", "a", "b");
        Write("new", "a");

        Assert.Equal([_temp["out"]], Directory.GetFileSystemEntries(_temp.Path));
        Assert.Equal([_temp["out/a"]], Directory.GetFileSystemEntries(_temp["out"]));
        Assert.Equal("new", File.ReadAllText(_temp["out/a"]));
    }

    [Fact]
    public void An_existing_folder_is_kept_unless_asked_otherwise()
    {
        Write("old", "a");

        var error = Assert.Throws<BundleException>(() => AtomicFolder.Write(_temp["out"], _ => Assert.Fail("written")));

        Assert.Contains("exists", error.Message, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(_temp["out/a"]));
    }

    [Fact]
    public void A_writer_that_fails_leaves_the_old_folder()
    {
        Write("old", "a");

        Assert.Throws<InvalidOperationException>(() => AtomicFolder.Write(
            _temp["out"],
            folder =>
            {
                File.WriteAllText(Path.Combine(folder, "a"), "half");
                throw new InvalidOperationException();
            },
            overwrite: true));

        Assert.Equal("old", File.ReadAllText(_temp["out/a"]));
        Assert.Single(Directory.GetFileSystemEntries(_temp.Path));
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_named()
    {
        File.WriteAllText(_temp["file"], "");

        Assert.Contains("file of that name", Fails("file"), StringComparison.Ordinal);
        Assert.Contains(_temp["file/out"], Fails("file/out"), StringComparison.Ordinal);
    }

    private string Fails(string name) =>
        Assert.Throws<BundleException>(() => AtomicFolder.Write(_temp[name], _ => { }, overwrite: true)).Message;

    private void Write(string text, params string[] names) => AtomicFolder.Write(
        _temp["out"],
        folder =>
        {
            foreach (var name in names)
                File.WriteAllText(Path.Combine(folder, name), text);
        },
        overwrite: true);
}
