using MamlEdge.Bundle;
using MamlEdge.Device.CommandLine;
using MamlEdge.Device.Results;
using MamlEdge.Runtime;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Device.Commands;

/// <summary><c>maml-edge-device info</c>: versions, and what a bundle is, with the hash of every file checked.</summary>
internal sealed class InfoCommand : Command
{
    public override string Name => "info";

    public override string Description => "Show versions and, of a bundle, what it is; its hashes are checked.";

    public override string Argument => "[BUNDLE]";

    public override IReadOnlyList<Option> Options { get; } = [BundleOptions.TrustedKeys];

    public override CommandResult Execute(Arguments arguments, Action<string> say, CancellationToken cancellation)
    {
        OnnxRuntimeTelemetry.TurnOff();
        var environment = OrtEnv.Instance();
        return new InfoResult(
            Program.Version, environment.GetVersionString(), environment.GetAvailableProviders(), arguments.Position(0) is { } path ? Read(path, BundleOptions.Keys(arguments)) : null);
    }

    private static BundleInfo Read(string path, IReadOnlyList<TrustedKey>? keys)
    {
        using var bundle = BundleReader.Open(path, keys);
        bundle.Verify();
        var manifest = bundle.Manifest;
        return new BundleInfo(
            manifest.Name,
            manifest.Task.ToString().ToLowerInvariant(),
            bundle.Sha256,
            $"{manifest.Input.Name} {manifest.Input.ShapeText}",
            $"{manifest.Output.Name} {manifest.Output.ShapeText}",
            manifest.Inner.Steps,
            manifest.Parameters.Sum(Count),
            manifest.Parameters.Where(parameter => parameter.Adapted).Sum(Count),
            manifest.Files.Values.Sum(file => file.Bytes),
            manifest.MinimumOnnxRuntime,
            manifest.Labels,
            AdaptationMemory.BytesOf(manifest, BundleInfo.Examples))
        {
            SignedBy = bundle.SignedBy?.Fingerprint,
        };
    }

    private static long Count(ParameterSpec parameter) => TensorShape.Count(parameter.Shape);
}
