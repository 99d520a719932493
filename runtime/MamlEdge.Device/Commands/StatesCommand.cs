using System.Globalization;
using MamlEdge.Bundle;
using MamlEdge.Device.CommandLine;
using MamlEdge.Device.Results;
using MamlEdge.Results;

namespace MamlEdge.Device.Commands;

/// <summary><c>maml-edge-device states</c>: who is in a state store, with which history; back to an earlier version, or forgotten.</summary>
internal sealed class StatesCommand : Command
{
    private static readonly Option Version = new("--to", "N|SHA256", "With rollback: the version to go to; without it, the one before.");

    public override string Name => "states";

    public override string Description => "Look into a store of personal states, roll back, or forget a person.";

    public override string Argument => "STORE list|history|rollback|forget [NAME]";

    public override int Positions => 3;

    public override IReadOnlyList<Option> Options { get; } = [Version, StoreOptions.KeyFile];

    public override CommandResult Execute(Arguments arguments, Action<string> say, CancellationToken cancellation)
    {
        var folder = arguments.Position(0) ?? throw new UsageException("STORE is missing: the folder of the store.");
        var what = arguments.Position(1) is ("list" or "history" or "rollback" or "forget") and var known
            ? known
            : throw new UsageException($"Expected list, history, rollback or forget after STORE, got '{arguments.Position(1)}'.");
        if (what == "list" == arguments.Position(2) is not null)
            throw new UsageException(what == "list" ? "list takes no NAME." : $"{what} needs NAME: the person.");
        if (what != "rollback" && arguments.Has(Version))
            throw new UsageException($"{Version.Name} belongs to rollback.");
        // How many versions to keep is for the program whose store it is to say.
        var options = new StateStoreOptions { Key = StoreOptions.Key(arguments), Retain = StateStoreOptions.MaximumRetain, Create = false };
        using var store = StateStore.Open(folder, options);
        var person = arguments.Position(2)!;
        return what switch
        {
            "list" => new PeopleResult(store.Location, store.IsEncrypted, [.. store.List().Select(PersonEntry.Of)]),
            "history" => new HistoryResult(store.Location, person, [.. store.History(person).Select(StoredVersion.Of)]),
            "rollback" => new StoredStateResult(store.Location, person, StoredVersion.Of(Rollback(store, person, arguments.Text(Version)))),
            _ => new ForgetResult(store.Location, person, store.Forget(person)),
        };
    }

    private static StateVersion Rollback(StateStore store, string person, string? to) => to is null ? store.Rollback(person)
        : int.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? store.Rollback(person, version)
        : store.Rollback(person, to);
}
