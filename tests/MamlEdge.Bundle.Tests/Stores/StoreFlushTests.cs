using System.Text.RegularExpressions;
using Xunit;
using static MamlEdge.Bundle.Tests.StoreSamples;

namespace MamlEdge.Bundle.Tests;

/// <summary>What reaches the disk in which order, and what a disk that fails does to a save: seen from outside, in the calls of a process that saves.</summary>
public sealed partial class StoreFlushTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [StraceFact]
    public void A_save_flushes_each_file_then_renames_it_then_flushes_the_folder()
    {
        Save(round: 1);
        var folder = FolderOf(_temp["s"]);

        var calls = Trace(round: 2);

        foreach (var name in new[] { "00000002.state", PersonIndex.File })
        {
            var renamed = Position(calls, 0, "rename", $".{name}.tmp-", $"\"{folder}/{name}\"");
            Position(calls[..renamed], 0, "fsync", $"<{folder}/.{name}.tmp-");
            Position(calls, renamed, "fsync", $"<{folder}>");
        }

        Assert.True(Position(calls, 0, "rename", "00000002.state\"") < Position(calls, 0, "rename", "/person\""));
    }

    [StraceFact]
    public void A_new_store_and_a_new_person_are_on_the_disk_with_the_folders_above_them()
    {
        var (root, above) = (_temp["above/s"], _temp["above"]);

        var calls = Trace(round: 1, root);

        var header = Position(calls, 0, "rename", $"\"{root}/store.json\"");
        Position(calls[..header], 0, "fsync", $"<{_temp.Path}>");
        Position(calls[..header], 0, "fsync", $"<{above}>");
        Position(calls, header, "fsync", $"<{root}>");
        var person = Position(calls, header, "rename", $"\"{FolderOf(root)}\"");
        foreach (var file in new[] { "00000001.state>", "person>", ">" })
            Position(calls[header..person], 0, "fsync", $"<{root}/.{Path.GetFileName(FolderOf(root))}.tmp-", file);
        Position(calls, person, "fsync", $"<{root}>");
    }

    [StraceFact]
    public void A_folder_that_does_not_reach_the_disk_is_a_save_that_failed_and_one_that_the_file_system_cannot_flush_is_none()
    {
        Save(round: 1);

        Assert.Contains("Input/output error", Assert.Throws<InvalidOperationException>(() => Save(round: 2, Failing(call: 2, "EIO"))).Message, StringComparison.Ordinal);
        Assert.Equal(1, Current());
        Assert.Contains("No space left on device", Assert.Throws<InvalidOperationException>(() => Save(round: 3, Failing(call: 4, "ENOSPC"))).Message, StringComparison.Ordinal);
        Assert.Contains(Current(), new[] { 1, 3 });
        Save(round: 4, Failing(call: 2, "EINVAL"));
        Save(round: 5, Failing(call: 4, "EOPNOTSUPP"));
        Assert.Equal(5, Current());
    }

    private int Current()
    {
        using var store = StateStore.Open(_temp["s"]);
        return Round(store.Load(StoreProcess.Person));
    }

    // A save flushes version, folder, index and folder, in one thread.
    private static string[] Failing(int call, string error) => ["-e", $"inject=fsync:error={error}:when={call}"];

    private List<string> Trace(int round, string? root = null)
    {
        Save(round, ["-y", "-o", _temp["calls"], "-e", "trace=openat,fsync,fdatasync,rename,renameat,renameat2"], root);
        return [.. File.ReadLines(_temp["calls"]).Select(line => LeadingProcess().Replace(line, ""))];
    }

    private void Save(int round, string[]? tracing = null, string? root = null) => ChildProcess.RunShell(
        tracing is null ? ["env"] : ["strace", "-f", "-o", "/dev/null", .. tracing], $"exec \"$@\" save '{root ?? _temp["s"]}' {round}");

    /// <summary>Where a call with all of these texts stands first, from some place on.</summary>
    private static int Position(List<string> calls, int from, string call, params string[] texts)
    {
        var at = calls.FindIndex(from, line => line.StartsWith(call, StringComparison.Ordinal) && texts.All(text => line.Contains(text, StringComparison.Ordinal)));
        Assert.True(at >= 0, $"no {call} of {string.Join(" ", texts)} in:\n{string.Join('\n', calls[from..].Where(line => !line.StartsWith("openat", StringComparison.Ordinal)))}");
        return at;
    }

    [GeneratedRegex(@"^\d+ +")]
    private static partial Regex LeadingProcess();
}
