using MamlEdge.Bundle;
using MamlEdge.Device.CommandLine;

namespace MamlEdge.Device.Commands;

/// <summary>A person in a state store, for commands that otherwise take the file of a state.</summary>
internal static class StoreOptions
{
    private static readonly Option Store = new("--store", "DIR", "A state store: a folder with the states of many people.");
    private static readonly Option Name = new("--person", "NAME", "Whose state it is in the store.");
    private static readonly Option Retain = new("--retain", "N", "Versions to keep of each person; the default is 10.");

    /// <summary>The key of an encrypted store.</summary>
    public static readonly Option KeyFile = new("--key-file", "FILE", "The key of an encrypted store: 32 bytes, or 64 hexadecimal digits.");

    /// <summary>The options.</summary>
    public static IReadOnlyList<Option> All { get; } = [Store, Name, Retain, KeyFile];

    /// <summary>The person; null where the command line names no store.</summary>
    public static string? Person(Arguments arguments) => (arguments.Has(Store), arguments.Text(Name)) switch
    {
        (true, { } person) => person,
        (true, null) => throw new UsageException("--store needs --person."),
        _ => All.Any(arguments.Has) ? throw new UsageException("--person, --retain and --key-file need --store.") : null,
    };

    /// <summary>Opens the store that the command line names.</summary>
    public static StateStore Open(Arguments arguments, bool create) => StateStore.Open(arguments.Text(Store)!, new StateStoreOptions
    {
        Key = Key(arguments),
        Retain = arguments.Number(Retain, 1) ?? new StateStoreOptions().Retain,
        Create = create,
    });

    /// <summary>The key; null where no file is given.</summary>
    public static byte[]? Key(Arguments arguments) => arguments.Text(KeyFile) is { } path ? StoreKey.Load(path) : null;
}
