using System.Globalization;
using MamlEdge.Bundle;
using MamlEdge.Results;
using MamlEdge.Trainer.Reports;
using Spectre.Console;

namespace MamlEdge.Cli.Results;

/// <summary>Everyone in a state store.</summary>
/// <param name="Store">Its folder.</param>
/// <param name="Encrypted">Whether it is encrypted.</param>
/// <param name="People">Ordered by name; those that cannot be read first.</param>
internal sealed record PeopleResult(string Store, bool Encrypted, IReadOnlyList<PersonEntry> People) : CommandResult
{
    public override int ExitCode => People.All(person => person.Problem is null) ? Program.Done : Program.Failed;

    public static PeopleResult Of(StateStore store) => new(store.Location, store.IsEncrypted, [.. store.List().Select(PersonEntry.Of)]);

    public override void Print(IAnsiConsole console)
    {
        var table = ResultTable.Create(4, "Name", "Bundle", "Adapted", "Folder", "Steps", "Versions", "Size");
        foreach (var person in People)
        {
            table.Row(
                person.Name is { } name ? PersonEntry.Shown(name) : "unreadable", person.Current?.Bundle ?? "",
                person.Current?.CreatedAt.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "",
                person.Folder, $"{person.Current?.Steps}", $"{person.Versions}", Quantities.Bytes(person.Bytes));
        }

        console.Write(table);
        foreach (var person in People.Where(person => person.Problem is not null))
            console.WriteLine(person.Problem!);
        console.WriteLine($"{Quantities.Count(People.Count)} in the store, {(Encrypted ? "encrypted" : "not encrypted")}.");
    }
}
