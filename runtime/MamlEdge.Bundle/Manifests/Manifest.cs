using System.Text.Json;
using System.Text.Json.Serialization;

namespace MamlEdge.Bundle;

/// <summary>
/// <c>manifest.json</c>: what a bundle contains, how its graphs are called, and where it comes from. Properties are
/// written in the order of this declaration, so that the same manifest gives the same bytes.
/// </summary>
public sealed record Manifest
{
    /// <summary>The format that this version writes, and the newest that it reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Version of the bundle format.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>Name of the model.</summary>
    public required string Name { get; init; }

    /// <summary>What the model predicts.</summary>
    public required TaskKind Task { get; init; }

    /// <summary>Version of the <c>ai.onnx</c> operator set of the graphs.</summary>
    public required int Opset { get; init; }

    /// <summary>The oldest ONNX Runtime that runs the graphs, such as <c>1.14</c>.</summary>
    public required string MinimumOnnxRuntime { get; init; }

    /// <summary>The input of <c>forward.onnx</c>; the adaptation graphs call theirs <c>support_x</c>.</summary>
    public required TensorSpec Input { get; init; }

    /// <summary>The output of <c>forward.onnx</c>.</summary>
    public required TensorSpec Output { get; init; }

    /// <summary>The target of the adaptation graphs: <c>support_y</c>.</summary>
    public required TensorSpec Target { get; init; }

    /// <summary>What the symbols in shapes mean; written in the order of the names.</summary>
    public IReadOnlyDictionary<string, string> Symbols { get; init; } = new Dictionary<string, string>();

    /// <summary>The loss of the inner loop.</summary>
    public required LossKind Loss { get; init; }

    /// <summary>The inner loop.</summary>
    public required InnerLoopInfo Inner { get; init; }

    /// <summary>All parameters, in the order of <c>theta.safetensors</c>.</summary>
    public required IReadOnlyList<ParameterSpec> Parameters { get; init; }

    /// <summary>How the model normalizes activations.</summary>
    public NormalizationKind Normalization { get; init; }

    /// <summary>Names of the classes, where they are fixed.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>How a raw example becomes the input, where that is known.</summary>
    public Preprocessing? Preprocessing { get; init; }

    /// <summary>How logits become calibrated probabilities, where that was fitted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Calibration? Calibration { get; init; }

    /// <summary>What one run of <c>adapt.onnx</c> costs, for budgets; null where it is not known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RunCost? AdaptationCost { get; init; }

    /// <summary>What one run of <c>continue.onnx</c> costs; null where it is not known, or that of <c>adapt.onnx</c>, because it takes as many steps.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RunCost? ContinuationCost { get; init; }

    /// <summary>What one run of <c>predict.onnx</c> costs; null where it is not known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RunCost? PredictionCost { get; init; }

    /// <summary>
    /// Whether <c>adapt.onnx</c> is to be loaded with all optimisations of ONNX Runtime: it holds convolutions of constant weights that repay it. Other
    /// adaptation graphs need none.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool OptimizeAdapt { get; init; }

    /// <summary>The same of <c>continue.onnx</c>, which then holds the parameters that nothing adapts as constants, and does not use its inputs for them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool OptimizeContinue { get; init; }

    /// <summary>Measured figures.</summary>
    public IReadOnlyList<Metric> Metrics { get; init; } = [];

    /// <summary>Where the bundle comes from.</summary>
    public required Provenance Provenance { get; init; }

    /// <summary>Size and hash of every other file of the bundle; written in the order of the names.</summary>
    public required IReadOnlyDictionary<string, FileDigest> Files { get; init; }

    /// <summary>Reads a manifest; fields that this version does not know are skipped.</summary>
    /// <param name="json">The bytes of <c>manifest.json</c>.</param>
    /// <param name="source">What the bytes are, for messages.</param>
    /// <exception cref="BundleException">Not JSON, a newer format, or fields that are missing or do not fit together.</exception>
    public static Manifest Parse(ReadOnlyMemory<byte> json, string source = BundleFiles.Manifest) =>
        ManifestReader.Read(json, source);

    /// <summary>The bytes of <c>manifest.json</c>: indented, invariant, in a fixed order.</summary>
    /// <exception cref="BundleException">Fields do not fit together.</exception>
    public byte[] ToJson()
    {
        ManifestRules.Check(this, BundleFiles.Manifest);
        var ordered = this with
        {
            Symbols = Sorted(Symbols),
            Files = Sorted(Files),
            Provenance = Provenance with { Versions = Provenance.Versions is { } versions ? Sorted(versions) : null },
        };
        return [.. JsonSerializer.SerializeToUtf8Bytes(ordered, ManifestJson.Default.Manifest), (byte)'\n'];
    }

    private static SortedDictionary<string, T> Sorted<T>(IReadOnlyDictionary<string, T> map)
    {
        var sorted = new SortedDictionary<string, T>(StringComparer.Ordinal);
        foreach (var (key, value) in map)
            sorted.Add(key, value);
        return sorted;
    }
}
