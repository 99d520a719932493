using System.CommandLine;
using MamlEdge.Bundle;
using MamlEdge.Cli.Results;
using MamlEdge.Cli.Terminals;
using MamlEdge.Cli.Verification;
using MamlEdge.Trainer.Engines;

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

    private readonly Option<ulong> _seed = new("--seed")
    {
        Description = "Decides the made-up examples and the random directions of the numerical checks.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<string?> _engines = new Option<string?>("--engines")
    {
        Description = "Compare losses, adapted parameters and meta-gradients of both training engines; needs a build with the engine torch.",
        HelpName = "onnx,torch",
    }.AcceptOnlyFromAmong("onnx,torch", "torch,onnx");

    private readonly Option<string?> _key = new("--key")
    {
        Description = "Check too that the owner of this public key signed the bundle.",
        HelpName = "PUBLIC.pem",
    };

    private readonly LengthOption _lengths = new();

    private readonly Option<string?> _model = new("--model")
    {
        Description = "Compare forward.onnx with the model that the bundle was exported from, on ONNX Runtime.",
        HelpName = "MODEL.onnx",
    };

    public VerifyCommand(Terminal terminal)
        : base("verify", "Check a bundle: hashes, ONNX rules, operators, shapes, its gradients of first and second order, and ONNX Runtime against the reference.", terminal)
    {
        _examples.Validators.Add(OptionRules.AtLeast(1));
        Add(_bundle);
        Add(_examples);
        Add(_lengths);
        Add(_model);
        Add(_seed);
        Add(_engines);
        Add(_key);
    }

    protected override CommandResult Execute(ParseResult arguments, Terminal terminal)
    {
        var path = arguments.GetRequiredValue(_bundle);
        var engines = arguments.GetValue(_engines) is not null;
        if (engines) EngineProviders.RequireTorch();
        var options = new VerificationOptions
        {
            Key = arguments.GetValue(_key) is { } file ? TrustedKey.Load(file) : null,
            Examples = arguments.GetValue(_examples),
            Lengths = _lengths.Read(arguments),
            Seed = arguments.GetValue(_seed),
            Engines = engines,
            Original = arguments.GetValue(_model),
        };
        return new VerifyResult(Path.GetFullPath(path), BundleVerification.Run(path, options, terminal.Cancellation));
    }
}
