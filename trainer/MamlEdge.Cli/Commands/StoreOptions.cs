using System.CommandLine;
using MamlEdge.Bundle;
using MamlEdge.Cli.Terminals;

namespace MamlEdge.Cli.Commands;

/// <summary>A person in a state store, for commands that otherwise take the file of a state.</summary>
internal sealed class StoreOptions
{
    private readonly Option<string?> _store = new("--store") { Description = "A state store: a folder with the states of many people.", HelpName = "DIR" };

    private readonly Option<string?> _person = new("--person") { Description = "Whose state it is in the store.", HelpName = "NAME" };

    private readonly Option<int> _retain = new("--retain")
    {
        Description = $"Versions to keep of each person, up to {StateStoreOptions.MaximumRetain}.",
        DefaultValueFactory = _ => new StateStoreOptions().Retain,
        HelpName = "N",
    };

    private readonly Option<string?> _keyFile = KeyFile.Option();

    public StoreOptions(Command command)
    {
        _retain.Validators.Add(OptionRules.AtLeast(1));
        command.Add(_store);
        command.Add(_person);
        command.Add(_retain);
        command.Add(_keyFile);
    }

    /// <summary>The person; null where the command line names no store.</summary>
    public string? Person(ParseResult arguments) => (arguments.GetValue(_store), arguments.GetValue(_person)) switch
    {
        (not null, { } person) => person,
        (null, null) when OptionRules.Given(arguments, [_retain, _keyFile]) is null => null,
        (null, _) => throw new UsageException("--person, --retain and --key-file need --store."),
        _ => throw new UsageException("--store needs --person."),
    };

    /// <summary>Opens the store that the command line names.</summary>
    public StateStore Open(ParseResult arguments, bool create) => StateStore.Open(
        arguments.GetValue(_store)!,
        new StateStoreOptions { Key = KeyFile.Read(arguments.GetValue(_keyFile)), Retain = arguments.GetValue(_retain), Create = create });
}
