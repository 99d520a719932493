using System.CommandLine;
using MamlEdge.Bundle;
using MamlEdge.Cli.Terminals;
using MamlEdge.Commands;
using MamlEdge.Runtime;

namespace MamlEdge.Cli.Commands;

/// <summary>What the commands that run a bundle have in common: the bundle, and where it runs.</summary>
internal sealed class BundleOptions
{
    private readonly Argument<string> _bundle = new("BUNDLE") { Description = "A bundle: a folder, or a .zip." };

    private readonly Option<string> _device = new Option<string>("--device")
    {
        Description = "Where to run: auto takes CUDA, or the providers that are named, where they work.",
        DefaultValueFactory = _ => "cpu",
        HelpName = "auto|cpu|cuda",
    }.AcceptOnlyFromAmong("auto", "cpu", "cuda");

    private readonly Option<string[]> _providers = new("--provider")
    {
        Description = "An execution provider of ONNX Runtime by name, with its options; of several, the first that knows an operator runs it. With --device auto those that do not work are left out.",
        HelpName = "NAME[:KEY=VALUE,...]",
    };

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
        command.Add(_providers);
        command.Add(_trustedKeys);
        if (threads)
            command.Add(_threads);
    }

    /// <summary>The bundle's path.</summary>
    public string Path(ParseResult arguments) => arguments.GetRequiredValue(_bundle);

    /// <summary>Loads the bundle; says where it runs, where that is not what was asked for first.</summary>
    public MetaModel Load(ParseResult arguments, Terminal terminal)
    {
        var options = Options(arguments);
        var model = MetaModel.Load(Path(arguments), options);
        if (options.Target == ExecutionTarget.Auto)
            terminal.Say($"note: runs on {model.Execution.Device}: {model.Execution.Reason}");
        return model;
    }

    /// <summary>How the bundle is to be run.</summary>
    public RuntimeOptions Options(ParseResult arguments)
    {
        ExecutionProvider[] providers = [.. (arguments.GetValue(_providers) ?? []).Select(Provider)];
        var device = arguments.GetResult(_device) is { Implicit: false } ? arguments.GetValue(_device) : null;
        return new RuntimeOptions
        {
            Target = TargetChoice.Of(device, providers.Length > 0) ?? throw new UsageException(TargetChoice.Contradiction),
            Providers = providers,
            Threads = arguments.GetResult(_threads) is null ? 1 : arguments.GetValue(_threads),
            TrustedKeys = arguments.GetValue(_trustedKeys) is { Length: > 0 } keys ? [.. keys.Select(TrustedKey.Load)] : null,
        };
    }

    private ExecutionProvider Provider(string text) => ExecutionProvider.TryParse(text, out var provider)
        ? provider
        : throw new UsageException($"'{_providers.Name}' takes {_providers.HelpName}, got '{text}'.");
}
