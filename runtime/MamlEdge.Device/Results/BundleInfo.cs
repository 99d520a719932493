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
    IReadOnlyList<string>? Labels);
