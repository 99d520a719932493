using Spectre.Console;

namespace MamlEdge.Cli.Results;

/// <summary>A signed bundle.</summary>
/// <param name="Bundle">Its path.</param>
/// <param name="Key">Fingerprint of the public key: SHA-256 of its DER form.</param>
/// <param name="PrivateKey">The file of a new private key; null where one was given.</param>
/// <param name="PublicKey">The file of its public key.</param>
internal sealed record SignResult(string Bundle, string Key, string? PrivateKey = null, string? PublicKey = null) : CommandResult
{
    public override void Print(IAnsiConsole console)
    {
        var facts = new List<(string, string)> { ("Bundle", Bundle), ("Signed by", $"key {Key}") };
        if (PrivateKey is not null)
            facts.AddRange([("Private key", $"{PrivateKey} (keep it secret, keep a copy)"), ("Public key", $"{PublicKey} (for your devices)")]);
        console.Write(ResultTable.Facts(facts));
    }
}
