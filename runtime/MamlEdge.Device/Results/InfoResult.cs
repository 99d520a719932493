using MamlEdge.Device.Results.Json;

namespace MamlEdge.Device.Results;

/// <summary>Versions, and what a bundle is.</summary>
/// <param name="Version">Version of this program.</param>
/// <param name="OnnxRuntime">Version of ONNX Runtime.</param>
/// <param name="Providers">Execution providers that are built into it.</param>
/// <param name="Bundle">The bundle, where one was named; every hash was right.</param>
internal sealed record InfoResult(string Version, string OnnxRuntime, IReadOnlyList<string> Providers, BundleInfo? Bundle) : CommandResult
{
    public override void Write(JsonFields json)
    {
        json.Text("version", Version);
        json.Text("onnxRuntime", OnnxRuntime);
        json.Texts("providers", Providers);
        json.Object("bundle", Bundle is { } bundle ? bundle.Write : null);
    }

    public override IEnumerable<string> Lines()
    {
        yield return Fact("MamlEdge", Version);
        yield return Fact("ONNX Runtime", $"{OnnxRuntime} ({string.Join(", ", Providers)})");
        if (Bundle is not { } bundle)
            yield break;
        yield return Fact("Bundle", $"{bundle.Name}, {bundle.Task}, {bundle.Bytes:N0} bytes, all hashes right");
        yield return Fact("Identity", bundle.Sha256);
        if (bundle.SignedBy is { } key)
            yield return Fact("Signed by", key);
        yield return Fact("Input", bundle.Input);
        yield return Fact("Output", bundle.Output);
        yield return Fact("Adaptation", $"{bundle.Steps} step{(bundle.Steps == 1 ? "" : "s")} on {bundle.Adapted:N0} of {bundle.Parameters:N0} parameters");
        yield return Fact("Memory", bundle.AdaptationBytes is { } bytes
            ? $"at most {Megabytes(bytes)} to adapt to {BundleInfo.Examples} examples"
            : "no figures: --max-memory cannot be checked; export the bundle again with this version");
        yield return Fact("Needs", $"ONNX Runtime {bundle.MinimumOnnxRuntime} or newer");
        if (bundle.Labels is { } labels)
            yield return Fact("Classes", string.Join(", ", labels));
    }
}
