using MamlEdge.Bundle;
using MamlEdge.Commands;
using MamlEdge.Device.CommandLine;
using MamlEdge.Runtime;

namespace MamlEdge.Device.Commands;

/// <summary>What the commands that run a bundle have in common: where it runs, and whose it has to be.</summary>
internal static class BundleOptions
{
    private static readonly Option Device = new("--device", "auto|cpu|cuda", "Where to run; the default is cpu, auto takes CUDA, or the providers that are named, where they work.");
    private static readonly Option Providers = new("--provider", "NAME[:KEY=VALUE,...]", "An execution provider of ONNX Runtime; of several, the first that knows an operator runs it.") { Repeats = true };
    private static readonly Option Threads = new("--threads", "N", "Threads within an operator; the default is 1, 0 takes one for each core.");

    /// <summary>Who has to have signed the bundle.</summary>
    public static readonly Option TrustedKeys = new("--trusted-key", "PUBLIC.pem", "Refuse the bundle unless the owner of this public key signed it; of several, one of them.") { Repeats = true };

    /// <summary>The options.</summary>
    public static IReadOnlyList<Option> All { get; } = [Device, Providers, TrustedKeys, Threads];

    /// <summary>Loads a bundle; says where it runs, where that is not what was asked for first.</summary>
    public static MetaModel Load(string bundle, RuntimeOptions options, Action<string> say)
    {
        var model = MetaModel.Load(bundle, options);
        if (options.Target == ExecutionTarget.Auto)
            say($"note: runs on {model.Execution.Device}: {model.Execution.Reason}");
        return model;
    }

    /// <summary>How a bundle is to be run.</summary>
    public static RuntimeOptions Read(Arguments arguments)
    {
        ExecutionProvider[] providers = [.. arguments.Texts(Providers).Select(Provider)];
        var device = arguments.Text(Device);
        if (device is not (null or "auto" or "cpu" or "cuda"))
            throw new UsageException($"'{Device.Name}' takes {Device.Value}, got '{device}'.");
        return new RuntimeOptions
        {
            Target = TargetChoice.Of(device, providers.Length > 0) ?? throw new UsageException(TargetChoice.Contradiction),
            Providers = providers,
            Threads = arguments.Number(Threads, 0) ?? 1,
            TrustedKeys = Keys(arguments),
        };
    }

    /// <summary>The keys of which one must have signed the bundle; null where none is given.</summary>
    public static IReadOnlyList<TrustedKey>? Keys(Arguments arguments) => arguments.Has(TrustedKeys) ? [.. arguments.Texts(TrustedKeys).Select(TrustedKey.Load)] : null;

    private static ExecutionProvider Provider(string text) => ExecutionProvider.TryParse(text, out var provider)
        ? provider
        : throw new UsageException($"'{Providers.Name}' takes {Providers.Value}, got '{text}'.");
}
