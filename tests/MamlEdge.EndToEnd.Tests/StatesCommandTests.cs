using System.Text.Json;
using MamlEdge.Bundle;
using MamlEdge.Cli;

namespace MamlEdge.EndToEnd.Tests;

/// <summary>Adapting into a store, predicting from it, and the command <c>states</c>.</summary>
public sealed class StatesCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly string _support;

    public StatesCommandTests() => _support = TensorFile.Votes(_folder["support.safetensors"]);

    private string Store => _folder["people"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_person_adapts_predicts_and_goes_back()
    {
        var once = Adapt("alice", "--keep-support");
        var twice = Adapt("alice", "--continue", "--keep-support");
        Tool.Json("adapt", Repository.Votes, "--support", _support, "-o", _folder["once.state"]);

        Assert.Equal((1, 2), (Version(once), Version(twice)));
        Assert.Equal(Sha(once), twice.GetProperty("stored").GetProperty("parentSha256").GetString());
        Assert.NotEqual(Predict("alice"), Predict("--state"));
        var back = Tool.Json("states", Store, "rollback", "alice");
        Assert.Equal(Sha(once), back.GetProperty("version").GetProperty("sha256").GetString());
        Assert.Equal(Predict("--state"), Predict("alice"));
        Tool.Json("states", Store, "rollback", "alice", "--to", "2");
        Tool.Json("states", Store, "rollback", "alice", "--to", Sha(once));

        var history = Tool.Json("states", Store, "history", "alice").GetProperty("versions");
        Assert.Equal([true, false], history.EnumerateArray().Select(v => v.GetProperty("current").GetBoolean()));
        // What is kept with a state that continued are the examples of both.
        Tool.Json("states", Store, "export", "alice", _folder["two.state"], "--of", "2", "--support", _folder["two.safetensors"]);
        Assert.Equal(6, KeptSupport.Load(_folder["two.safetensors"]).Count);
    }

    [Fact]
    public void People_are_listed_exported_imported_and_forgotten()
    {
        Adapt("alice");
        Adapt("bob");

        Tool.Json("states", Store, "export", "alice", _folder["a.state"]);
        var imported = Tool.Json("states", Store, "import", "carol", _folder["a.state"]);
        Assert.Equal(PersonalState.Load(_folder["a.state"]).Sha256, imported.GetProperty("version").GetProperty("sha256").GetString());
        Assert.True(Tool.Json("states", Store, "forget", "bob").GetProperty("known").GetBoolean());

        var list = Tool.Json("states", Store, "list");
        Assert.Equal(["alice", "carol"], list.GetProperty("people").EnumerateArray().Select(person => person.GetProperty("name").GetString()));
        Assert.False(list.GetProperty("encrypted").GetBoolean());
        Assert.Contains("carol", Tool.Run("states", Store, "list").Output, StringComparison.Ordinal);
        Assert.Contains("current", Tool.Run("states", Store, "history", "carol").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void As_many_versions_are_kept_as_one_says()
    {
        Adapt("alice");
        Adapt("alice", "--continue");
        Tool.Json("states", Store, "export", "alice", _folder["a.state"]);
        Adapt("alice", "--continue", "--retain", "2");
        // The command that looks into a store deletes nothing.
        Tool.Json("states", Store, "import", "alice", _folder["a.state"]);

        Assert.Equal([2, 3, 4], Tool.Json("states", Store, "history", "alice").GetProperty("versions").EnumerateArray().Select(v => v.GetProperty("version").GetInt32()));
    }

    [Fact]
    public void A_key_comes_from_a_file_and_is_asked_for()
    {
        File.WriteAllText(_folder["key"], new string('a', 64) + "\n");
        File.WriteAllBytes(_folder["raw"], [.. Enumerable.Repeat((byte)0xaa, 32)]);
        Adapt("alice", "--key-file", _folder["key"]);

        Assert.True(Tool.Json("states", Store, "list", "--key-file", _folder["raw"]).GetProperty("encrypted").GetBoolean());
        Assert.Contains("encrypted, got none", Tool.Error(Program.Failed, "states", Store, "list"), StringComparison.Ordinal);
        Assert.Contains("64 hexadecimal digits", Tool.Error(Program.Failed, "states", Store, "list", "--key-file", _support), StringComparison.Ordinal);
        Assert.Contains("nothing there", Tool.Error(Program.Failed, "states", Store, "list", "--key-file", _folder["none"]), StringComparison.Ordinal);
        Predict("alice", "--key-file", _folder["key"]);
    }

    [Fact]
    public void What_is_not_there_is_named_and_nothing_is_made()
    {
        Assert.Contains("nothing there", Tool.Error(Program.Failed, "states", _folder["none"], "list"), StringComparison.Ordinal);
        Assert.False(Path.Exists(_folder["none"]));
        Adapt("alice");
        Assert.Contains("'bob'", Tool.Error(Program.Failed, "states", Store, "history", "bob"), StringComparison.Ordinal);
        Assert.Contains("No examples", Tool.Error(Program.Failed, "states", Store, "export", "alice", _folder["a"], "--support", _folder["s"]), StringComparison.Ordinal);
        Assert.Contains("examples kept with the state", Tool.Error(Program.Failed, "adapt", Repository.Votes, "--support", _support, "--store", Store, "--person", "alice", "--continue", "--keep-support"), StringComparison.Ordinal);
        var forgotten = Tool.Run("states", Store, "forget", "bob");
        Assert.Equal((Program.Failed, "Nobody in the store is called 'bob'.\n"), (forgotten.ExitCode, forgotten.Output));
        Assert.Contains("states history --help", Tool.Error(Program.WrongUsage, "states", Store, "history"), StringComparison.Ordinal);
    }

    [Fact]
    public void After_an_update_of_the_bundle_the_kept_examples_are_adapted_from_where_one_says_so()
    {
        Adapt("alice", "--keep-support");
        var updated = _folder["updated"];
        Directory.CreateDirectory(updated);
        foreach (var file in Directory.GetFiles(Repository.Votes))
            File.Copy(file, Path.Combine(updated, Path.GetFileName(file)));
        var manifest = Path.Combine(updated, BundleFiles.Manifest);
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"votes\"", "\"votes-2\"", StringComparison.Ordinal));
        string[] predict = ["predict", updated, "--input", _support, "--store", Store, "--person", "alice"];

        Assert.Contains("ReadaptFromSupport", Tool.Error(Program.Failed, predict), StringComparison.Ordinal);
        var run = Tool.Run([.. predict, "--update", "readapt"]);

        Assert.Equal(Program.Done, run.ExitCode);
        Assert.Contains("3 kept examples", run.Error, StringComparison.Ordinal);
        Tool.Json(predict);
        Assert.Equal(["votes", "votes-2"], Tool.Json("states", Store, "history", "alice").GetProperty("versions").EnumerateArray().Select(v => v.GetProperty("bundle").GetString()));
    }

    [Theory]
    [InlineData("adapt", "bundle", "--support", "x")]
    [InlineData("adapt", "bundle", "--support", "x", "-o", "y", "--store", "z", "--person", "p")]
    [InlineData("adapt", "bundle", "--support", "x", "--store", "z")]
    [InlineData("adapt", "bundle", "--support", "x", "-o", "y", "--keep-support")]
    [InlineData("adapt", "bundle", "--support", "x", "--store", "z", "--person", "p", "--from", "y", "--continue")]
    [InlineData("predict", "bundle", "--input", "x", "--person", "p")]
    [InlineData("predict", "bundle", "--input", "x", "--retain", "3")]
    [InlineData("predict", "bundle", "--input", "x", "--state", "y", "--store", "z", "--person", "p")]
    public void Options_that_need_or_exclude_each_other_are_wrong_usage(params string[] args) =>
        Assert.Contains("--", Tool.Error(Program.WrongUsage, args), StringComparison.Ordinal);

    private JsonElement Adapt(string person, params string[] more) => Tool.Json(["adapt", Repository.Votes, "--support", _support, "--store", Store, "--person", person, .. more]);

    /// <summary>Predictions of a person in the store, or of the state in once.state.</summary>
    private string Predict(string whose, params string[] more) => Tool.Json(
        ["predict", Repository.Votes, "--input", _support, .. whose == "--state" ? [whose, _folder["once.state"]] : (string[])["--store", Store, "--person", whose], .. more]).GetRawText();

    private static int Version(JsonElement adapted) => adapted.GetProperty("stored").GetProperty("version").GetInt32();

    private static string Sha(JsonElement adapted) => adapted.GetProperty("stored").GetProperty("sha256").GetString()!;
}
