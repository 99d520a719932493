using System.CommandLine;
using MamlEdge.Bundle;
using MamlEdge.Cli.Results;
using MamlEdge.Cli.Terminals;

namespace MamlEdge.Cli.Commands;

/// <summary><c>maml-edge sign</c>: writes <c>manifest.sig</c>, by which a device knows who released a bundle.</summary>
internal sealed class SignCommand : ToolCommand
{
    private const string PasswordVariable = "MAMLEDGE_KEY_PASSWORD";

    private readonly Argument<string> _bundle = new("BUNDLE") { Description = "A bundle: a folder, or a .zip." };

    private readonly Option<string?> _key = new("--key")
    {
        Description = $"The private key (ECDSA, P-256), a PEM file; {PasswordVariable} holds the password of an encrypted one.",
        HelpName = "PRIVATE.pem",
    };

    private readonly Option<string?> _newKey = new("--new-key")
    {
        Description = "Make a key first: the private one in this file, the public one beside it in NAME.pub.pem.",
        HelpName = "PRIVATE.pem",
    };

    public SignCommand(Terminal terminal)
        : base("sign", "Sign a bundle, so that devices can tell it from what others made.", terminal)
    {
        Add(_bundle);
        Add(_key);
        Add(_newKey);
        Validators.Add(result =>
        {
            if (result.GetResult(_key) is null == result.GetResult(_newKey) is null)
                result.AddError("sign: expected either --key or --new-key.");
        });
    }

    protected override CommandResult Execute(ParseResult arguments, Terminal terminal)
    {
        var bundle = Path.GetFullPath(arguments.GetRequiredValue(_bundle));
        if (arguments.GetValue(_newKey) is { } path)
            return SignNew(bundle, Path.GetFullPath(path));
        using var key = SigningKey.Load(arguments.GetValue(_key)!, Environment.GetEnvironmentVariable(PasswordVariable));
        BundleSignature.Write(bundle, key);
        return new SignResult(bundle, key.Public.Fingerprint);
    }

    private static SignResult SignNew(string bundle, string privateKey)
    {
        // A bundle that cannot be signed should leave no key behind.
        using (var whole = BundleReader.Open(bundle))
            whole.Verify();
        var publicKey = Path.Combine(Path.GetDirectoryName(privateKey)!, Path.GetFileNameWithoutExtension(privateKey) + ".pub.pem");
        using var key = SigningKey.Create();
        key.Save(privateKey, publicKey);
        BundleSignature.Write(bundle, key);
        return new SignResult(bundle, key.Public.Fingerprint, privateKey, publicKey);
    }
}
