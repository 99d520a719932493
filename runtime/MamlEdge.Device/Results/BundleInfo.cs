using MamlEdge.Device.Results.Json;

namespace MamlEdge.Device.Results;

/// <summary>What a bundle is.</summary>
/// <param name="Name">Name of the model.</param>
/// <param name="Task">What it predicts.</param>
/// <param name="Sha256">Identifies the bundle.</param>
/// <param name="Input">Name and shape of the input.</param>
/// <param name="Output">Name and shape of the output.</param>
/// <param name="Steps">Inner steps of one run.</param>
/// <param name="Parameters">Numbers that were learned.</param>
/// <param name="Adapted">How many of them adaptation changes.</param>
/// <param name="Bytes">Size of its files.</param>
/// <param name="MinimumOnnxRuntime">The oldest ONNX Runtime that runs it.</param>
/// <param name="Labels">Names of the classes, where they are fixed.</param>
/// <param name="AdaptationBytes">Memory that adapting to five examples takes at most; null where the manifest has no figures.</param>
internal sealed record BundleInfo(
    string Name,
    string Task,
    string Sha256,
    string Input,
    string Output,
    int Steps,
    long Parameters,
    long Adapted,
    long Bytes,
    string MinimumOnnxRuntime,
    IReadOnlyList<string>? Labels,
    long? AdaptationBytes)
{
    /// <summary>For how many support examples <see cref="AdaptationBytes"/> is.</summary>
    public const int Examples = 5;

    /// <summary>The fingerprint of the trusted key that signed it; null where none was asked for.</summary>
    public string? SignedBy { get; init; }

    /// <summary>Its fields.</summary>
    public void Write(JsonFields json)
    {
        json.Text("name", Name);
        json.Text("task", Task);
        json.Text("sha256", Sha256);
        json.Text("input", Input);
        json.Text("output", Output);
        json.Number("steps", Steps);
        json.Number("parameters", Parameters);
        json.Number("adapted", Adapted);
        json.Number("bytes", Bytes);
        json.Text("minimumOnnxRuntime", MinimumOnnxRuntime);
        json.Texts("labels", Labels);
        json.Number("adaptationBytes", AdaptationBytes);
        json.Text("signedBy", SignedBy);
    }
}
