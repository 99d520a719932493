using System.Diagnostics.CodeAnalysis;

namespace MamlEdge.Runtime;

/// <summary>An execution provider of ONNX Runtime by its name, passed through; a text is one too: <c>Providers = ["XNNPACK"]</c>.</summary>
/// <param name="Name">
/// As ONNX Runtime takes it: <c>XNNPACK</c>, <c>CoreML</c>, <c>DML</c>, <c>NNAPI</c>, <c>QNN</c>, <c>OpenVINO</c>, <c>WebGPU</c>, <c>CUDA</c>; or the name that a
/// plug-in library gives its devices.
/// </param>
public sealed record ExecutionProvider(string Name)
{
    /// <summary>
    /// The provider's own options, such as <c>intra_op_num_threads</c> of XNNPACK. <c>DML</c> takes <c>device_id</c> alone, <c>NNAPI</c> <c>flags</c>, the sum of its flags.
    /// </summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary>A plug-in library to register first, for a provider that the ONNX Runtime in use was built without.</summary>
    public string? Library { get; init; }

    /// <summary>A provider without options.</summary>
    /// <param name="name">Its name.</param>
    public static implicit operator ExecutionProvider(string name) => FromString(name);

    /// <summary>A provider without options.</summary>
    /// <param name="name">Its name.</param>
    public static ExecutionProvider FromString(string name) => new(name);

    /// <summary>Reads a provider with its options as the commands take it: <c>NAME</c>, or <c>NAME:KEY=VALUE,KEY=VALUE</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="provider">The provider; null where the text is of another form, or has a key twice.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ExecutionProvider? provider)
    {
        provider = null;
        var parts = text?.Split(':', 2) ?? [];
        if (parts is not [{ Length: > 0 } name, ..])
            return false;
        var options = new Dictionary<string, string>();
        foreach (var option in parts.Length == 1 ? [] : parts[1].Split(','))
        {
            if (option.Split('=', 2) is not [{ Length: > 0 } key, var value] || !options.TryAdd(key, value))
                return false;
        }

        provider = new ExecutionProvider(name) { Options = options };
        return true;
    }
}
