using System.CommandLine;
using MamlEdge.Bundle;

namespace MamlEdge.Cli.Commands;

/// <summary>The option <c>--key-file</c>, with the key of an encrypted state store.</summary>
internal static class KeyFile
{
    public static Option<string?> Option() => new("--key-file")
    {
        Description = "The key of an encrypted store: a file of 32 bytes, or of 64 hexadecimal digits.",
        HelpName = "FILE",
    };

    /// <summary>The key; null where no file is given.</summary>
    public static byte[]? Read(string? path) => path is null ? null : StoreKey.Load(path);
}
