using System.Globalization;
using MamlEdge.Bundle;
using MamlEdge.Results;
using MamlEdge.Trainer.Reports;
using Spectre.Console;

namespace MamlEdge.Cli.Results;

/// <summary>The versions of a person.</summary>
/// <param name="Store">The folder of the store.</param>
/// <param name="Person">Who.</param>
/// <param name="Versions">The oldest first.</param>
internal sealed record HistoryResult(string Store, string Person, IReadOnlyList<StoredVersion> Versions) : CommandResult
{
    public static HistoryResult Of(StateStore store, string person) => new(store.Location, person, [.. store.History(person).Select(StoredVersion.Of)]);

    public override void Print(IAnsiConsole console)
    {
        var table = ResultTable.Create(5, "", "State", "Parent", "Bundle", "Adapted", "Version", "Before", "Steps", "Size", "Examples");
        foreach (var version in Versions)
        {
            table.Row(
                version.Current ? "current" : "", Short(version.Sha256), Short(version.ParentSha256), $"{version.Bundle} {Short(version.BundleSha256)}",
                version.CreatedAt.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), $"{version.Version}", $"{version.Replaces}", $"{version.Steps}",
                Quantities.Bytes(version.Bytes), version.SupportBytes is { } bytes ? Quantities.Bytes(bytes) : "");
        }

        console.Write(table);
    }

    private static string Short(string? hash) => hash is null ? "" : hash[..Math.Min(8, hash.Length)];
}
