using System.CommandLine;
using MamlEdge.Bundle;
using MamlEdge.Runtime;

namespace MamlEdge.Cli.Commands;

/// <summary>What the commands that run a bundle have in common: the bundle, and where it runs.</summary>
internal sealed class BundleOptions
{
    private readonly Argument<string> _bundle = new("BUNDLE") { Description = "A bundle: a folder, or a .zip." };

    private readonly Option<string> _device = new Option<string>("--device")
    {
        Description = "Where to run: auto takes CUDA where it works.",
        DefaultValueFactory = _ => "cpu",
        HelpName = "auto|cpu|cuda",
    }.AcceptOnlyFromAmong("auto", "cpu", "cuda");

    private readonly Option<int> _threads = new("--threads")
    {
        Description = "Threads within an operator; 0 takes one for each core.",
        DefaultValueFactory = _ => 1,
        HelpName = "N",
    };

    private readonly Option<string[]> _trustedKeys = new("--trusted-key")
    {
        Description = "Refuse the bundle unless the owner of this public key signed it; of several, one of them.",
        HelpName = "PUBLIC.pem",
    };

    public BundleOptions(Command command, bool threads = true)
    {
        _threads.Validators.Add(OptionRules.AtLeast(0));
        command.Add(_bundle);
        command.Add(_device);
        command.Add(_trustedKeys);
        if (threads)
            command.Add(_threads);
    }

    /// <summary>The bundle's path.</summary>
    public string Path(ParseResult arguments) => arguments.GetRequiredValue(_bundle);

    /// <summary>Loads the bundle.</summary>
    public MetaModel Load(ParseResult arguments) => MetaModel.Load(Path(arguments), Options(arguments));

    /// <summary>How the bundle is to be run.</summary>
    public RuntimeOptions Options(ParseResult arguments) => new()
    {
        Target = arguments.GetValue(_device) switch
        {
            "auto" => ExecutionTarget.Auto,
            "cuda" => ExecutionTarget.Cuda,
            _ => ExecutionTarget.Cpu,
        },
        Threads = arguments.GetResult(_threads) is null ? 1 : arguments.GetValue(_threads),
        TrustedKeys = arguments.GetValue(_trustedKeys) is { Length: > 0 } keys ? [.. keys.Select(TrustedKey.Load)] : null,
    };
}
