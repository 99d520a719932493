using System.CommandLine;

namespace MamlEdge.Cli.Commands;

/// <summary>The option <c>--key-file</c>, with the key of an encrypted state store.</summary>
internal static class KeyFile
{
    private const int KeyBytes = 32;

    public static Option<string?> Option() => new("--key-file")
    {
        Description = "The key of an encrypted store: a file of 32 bytes, or of 64 hexadecimal digits.",
        HelpName = "FILE",
    };

    /// <summary>The key; null where no file is given.</summary>
    public static byte[]? Read(string? path)
    {
        if (path is null)
            return null;
        var file = new FileInfo(path);
        if (file is { Exists: true, Length: <= 4 * KeyBytes })
        {
            var bytes = File.ReadAllBytes(path);
            var digits = bytes.Length == KeyBytes ? "" : System.Text.Encoding.ASCII.GetString(bytes).Trim();
            if (bytes.Length == KeyBytes || (digits.Length == 2 * KeyBytes && digits.All(char.IsAsciiHexDigit)))
                return bytes.Length == KeyBytes ? bytes : Convert.FromHexString(digits);
        }

        throw new InvalidDataException(file.Exists
            ? $"'{path}': expected 32 bytes or 64 hexadecimal digits, got {file.Length} bytes of something else. Make a key with: head -c 32 /dev/urandom > FILE."
            : $"'{path}' does not exist. Give the key that the store was made with.");
    }
}
