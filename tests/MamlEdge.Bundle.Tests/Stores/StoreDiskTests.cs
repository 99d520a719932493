using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;
using Xunit.Abstractions;

namespace MamlEdge.Bundle.Tests;

/// <summary>Disks that are full or cannot be written to, as real ones: a small tmpfs, and one that is mounted again as read-only.</summary>
public sealed class StoreDiskTests(ITestOutputHelper output) : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [MountFact]
    public void On_a_full_disk_nothing_is_saved_and_what_was_current_stays_so()
    {
        foreach (var mode in new[] { "plain", "encrypted" })
        {
            var said = Run("1m", $""" "$@" fill "$disk/s" {mode} """);

            output.WriteLine($"{mode}: {said}");
            Assert.True(Regex.Match(said, @"^saved (\d+), refused (\d+)\n$") is { Success: true } match
                && match.Groups.Values.Skip(1).All(count => int.Parse(count.Value, CultureInfo.InvariantCulture) >= 20), said);
        }
    }

    [MountFact]
    public void In_a_read_only_folder_everything_is_read_and_every_change_is_refused()
    {
        var said = Run("16m", """ for i in 1 2 3; do "$@" save "$disk/s" $i; done; mount -o remount,ro "$disk"; "$@" read "$disk/s" """);

        Assert.Equal("refused 5, 1 person, 1 2 3*, loaded 3\n", said);
    }

    private string Run(string size, string script) =>
        ChildProcess.RunShell(MountFactAttribute.Namespace, $"disk='{_temp.Path}'; mount -t tmpfs -o size={size} tmpfs \"$disk\"; {script}");
}
