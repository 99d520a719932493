using System.CommandLine;
using MamlEdge.Cli.Results;
using MamlEdge.Cli.Terminals;
using MamlEdge.Cli.Verification;

namespace MamlEdge.Cli.Commands;

/// <summary><c>maml-edge verify</c>: hashes, operators, shapes, gradients and the adaptation itself.</summary>
internal sealed class VerifyCommand : ToolCommand
{
    private readonly Argument<string> _bundle = new("BUNDLE") { Description = "A bundle: a folder, or a .zip." };

    private readonly Option<int?> _examples = new("--examples")
    {
        Description = "Support examples of the numerical checks; the default is one for each class, or 5.",
        HelpName = "S",
    };

    public VerifyCommand(Terminal terminal)
        : base("verify", "Check a bundle: hashes, operators, shapes, and its gradients against finite differences.", terminal)
    {
        _examples.Validators.Add(OptionRules.AtLeast(1));
        Add(_bundle);
        Add(_examples);
    }

    protected override CommandResult Execute(ParseResult arguments, Terminal terminal)
    {
        var path = arguments.GetRequiredValue(_bundle);
        return new VerifyResult(Path.GetFullPath(path), BundleVerification.Run(path, arguments.GetValue(_examples), terminal.Cancellation));
    }
}
