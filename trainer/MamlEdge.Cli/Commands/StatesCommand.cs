using System.CommandLine;
using System.Globalization;
using MamlEdge.Bundle;
using MamlEdge.Cli.Results;
using MamlEdge.Cli.Terminals;

namespace MamlEdge.Cli.Commands;

/// <summary><c>maml-edge states</c>: who is in a state store, with which history; back to an earlier version, out as a file, or forgotten.</summary>
internal sealed class StatesCommand : Command
{
    private readonly Argument<string> _store = new("STORE") { Description = "The folder of the store." };

    private readonly Argument<string> _person = new("NAME") { Description = "The person." };

    private readonly Argument<string> _file = new("FILE") { Description = "The file of a personal state." };

    private readonly Option<string?> _version = new("--to") { Description = "The version to go to: its number, or the SHA-256 of its state. Without it, the one before.", HelpName = "N|SHA256" };

    private readonly Option<int?> _of = new("--of") { Description = "The number of the version to write; the current one if left out.", HelpName = "N" };

    private readonly Option<string?> _support = new("--support") { Description = "Also write the examples that were kept with it.", HelpName = "FILE" };

    private readonly Option<string?> _keyFile = KeyFile.Option();

    public StatesCommand(Terminal terminal)
        : base("states", "Look into a store of personal states, roll back, import, export, or forget a person.")
    {
        _keyFile.Recursive = true;
        Add(_store);
        Add(_keyFile);
        Add(new OnStore(this, terminal, "list", "Everyone in the store.", (_, store) => PeopleResult.Of(store)));
        Add(new OnStore(this, terminal, "history", "The versions of a person.", (arguments, store) => HistoryResult.Of(store, Person(arguments))) { _person });
        Add(new OnStore(this, terminal, "rollback", "Make an earlier version of a person current.", Rollback) { _person, _version });
        Add(new OnStore(this, terminal, "export", "Write a version of a person as a file that is not encrypted.", Export) { _person, _file, _of, _support });
        Add(new OnStore(this, terminal, "import", "Add the state of a file to the history of a person.", Import) { _person, _file });
        Add(new OnStore(
            this, terminal, "forget", "Remove everything of a person.", (arguments, store) => new ForgetResult(store.Location, Person(arguments), store.Forget(Person(arguments))))
        {
            _person,
        });
    }

    private string Person(ParseResult arguments) => arguments.GetRequiredValue(_person);

    private StoredStateResult Rollback(ParseResult arguments, StateStore store)
    {
        var person = Person(arguments);
        return StoredStateResult.Of(store, person, arguments.GetValue(_version) switch
        {
            null => store.Rollback(person),
            var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) => store.Rollback(person, version),
            var sha256 => store.Rollback(person, sha256),
        });
    }

    private StoredStateResult Export(ParseResult arguments, StateStore store)
    {
        var (person, file) = (Person(arguments), Path.GetFullPath(arguments.GetRequiredValue(_file)));
        var version = arguments.GetValue(_of) ?? store.History(person).First(v => v.IsCurrent).Version;
        var support = arguments.GetValue(_support);
        if (support is not null)
            (store.LoadSupport(person, version) ?? throw new InvalidDataException($"No examples were kept with version {version} of '{person}'. Leave out --support.")).Save(support);
        store.Export(person, file, version);
        return StoredStateResult.Of(store, person, store.History(person).First(v => v.Version == version), file);
    }

    private StoredStateResult Import(ParseResult arguments, StateStore store) =>
        StoredStateResult.Of(store, Person(arguments), store.Import(Person(arguments), arguments.GetRequiredValue(_file)));

    /// <summary>What is done with a store that exists.</summary>
    private sealed class OnStore(StatesCommand parent, Terminal terminal, string name, string description, Func<ParseResult, StateStore, CommandResult> run)
        : ToolCommand(name, description, terminal)
    {
        protected override CommandResult Execute(ParseResult arguments, Terminal terminal)
        {
            // How many versions to keep is for the program whose store it is to say.
            var options = new StateStoreOptions { Key = KeyFile.Read(arguments.GetValue(parent._keyFile)), Retain = StateStoreOptions.MaximumRetain, Create = false };
            using var store = StateStore.Open(arguments.GetRequiredValue(parent._store), options);
            return run(arguments, store);
        }
    }
}
