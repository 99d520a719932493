using MamlEdge.Bundle;
using MamlEdge.Results;
using MamlEdge.Trainer.Reports;
using Spectre.Console;

namespace MamlEdge.Cli.Results;

/// <summary>The version of a person that was made current, imported or exported.</summary>
/// <param name="Store">The folder of the store.</param>
/// <param name="Person">Who.</param>
/// <param name="Version">The version.</param>
/// <param name="File">Where it was written to; null where it was not exported.</param>
internal sealed record StoredStateResult(string Store, string Person, StoredVersion Version, string? File) : CommandResult
{
    public static StoredStateResult Of(StateStore store, string person, StateVersion version, string? file = null) => new(store.Location, person, StoredVersion.Of(version), file);

    public override void Print(IAnsiConsole console)
    {
        var facts = new List<(string, string)>
        {
            ("Person", PersonEntry.Shown(Person)),
            ("Version", $"{Version.Version}{(Version.Current ? ", current" : "")}"),
            ("State", Version.Sha256),
            ("Bundle", Version.Bundle),
            ("Steps", $"{Version.Steps}"),
            ("Size", Quantities.Bytes(Version.Bytes)),
        };
        if (File is not null)
            facts.Add(("File", File));
        console.Write(ResultTable.Facts(facts));
    }
}
