using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>Providers that the caller names. ONNX Runtime gives each operator to the first that can run it, and to the CPU what none can.</summary>
internal static class NamedProviders
{
    private const string Suffix = "ExecutionProvider";

    /// <summary>Those that work, in order, and what failed of the others; null where none works.</summary>
    internal static Provider? TryCreate(RuntimeOptions options, out string failures)
    {
        var (working, failed) = (new List<(string Name, Action<SessionOptions> Append)>(), new List<string>());
        foreach (var provider in options.Providers)
        {
            void Append(SessionOptions session) => Add(session, provider);
            var failure = Registered(provider);
            if (failure is null && Provider.Works(Append, out failure))
                working.Add((provider.Name, Append));
            else
                failed.Add($"{provider.Name}: {failure}");
        }

        failures = string.Join("; ", failed);
        return working.Count == 0 ? null : new Provider(
            new ExecutionInfo(
                ExecutionTarget.Named, string.Join(", ", working.Select(one => one.Name)),
                failed.Count == 0 ? "asked for" : $"asked for; not to be had: {failures}"),
            session => working.ForEach(one => one.Append(session)));
    }

    /// <summary>Registers the provider's library, where it has one of its own; what went wrong.</summary>
    private static string? Registered(ExecutionProvider provider)
    {
        try
        {
            if (provider.Library is { } library)
                PluginLibraries.Register(Path.GetFullPath(library));
            return null;
        }
        catch (OnnxRuntimeException error)
        {
            return error.Message;
        }
    }

    private static void Add(SessionOptions session, ExecutionProvider provider)
    {
        var options = new Dictionary<string, string>(provider.Options);
        switch (provider.Name.ToUpperInvariant())
        {
            case "CUDA":
                using (var cuda = new OrtCUDAProviderOptions())
                {
                    cuda.UpdateOptions(options);
                    session.AppendExecutionProvider_CUDA(cuda);
                }

                break;
            case "DML":
                session.AppendExecutionProvider_DML(Number(options, "device_id"));
                break;
            case "NNAPI":
                session.AppendExecutionProvider_Nnapi((NnapiFlags)Number(options, "flags"));
                break;
            default:
                var devices = PluginLibraries.Devices(name => name == provider.Name || name == provider.Name + Suffix);
                if (devices.Count > 0)
                    session.AppendExecutionProvider(OrtEnv.Instance(), devices, options);
                else
                    session.AppendExecutionProvider(provider.Name, options);
                break;
        }
    }

    private static int Number(Dictionary<string, string> options, string key) =>
        int.TryParse(options.GetValueOrDefault(key, "0"), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new NotSupportedException($"the option '{key}' is a number of 0 or more, got '{options[key]}'");
}
