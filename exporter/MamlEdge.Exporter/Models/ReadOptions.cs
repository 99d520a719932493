using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Models;

/// <summary>How a model is read.</summary>
public sealed record ReadOptions
{
    /// <summary>As the file says.</summary>
    public static ReadOptions AsWritten { get; } = new();

    /// <summary>
    /// Shapes of inputs, or of values that the file gives no shape for, by name; they take the place of what the file says. A symbol of
    /// the file that gets a number by it has that number everywhere.
    /// </summary>
    public IReadOnlyDictionary<string, Shape> Shapes { get; init; } = new Dictionary<string, Shape>();

    /// <summary>
    /// Whether half precision becomes Float32 on reading: constants, inputs and casts. So does double precision where an input of the
    /// model is of that type.
    /// </summary>
    public bool InFloat32 { get; init; }

    /// <summary>Whether initializers that an exporter merged because they hold the same repeated number are read as separate ones again.</summary>
    public bool SeparatesCopies { get; init; }

    /// <summary>Names of copies of initializers that are read as separate ones whatever numbers they hold; the model has them as outputs of Identity.</summary>
    public IReadOnlyCollection<string> Separated { get; init; } = [];

    /// <summary>A name and its shape from <c>NAME=1,3,H,W</c>: numbers, names of free lengths, and what is computed of both such as <c>2*N</c>; nothing after the sign for a single number.</summary>
    /// <exception cref="ExporterException">It is not of that form.</exception>
    public static (string Name, Shape Shape) ParseShape(string text)
    {
        var at = text.LastIndexOf('=');
        var dims = at < 0 ? [] : text[(at + 1)..].Split(',', StringSplitOptions.TrimEntries);
        if (at <= 0 || (dims.Length > 1 && dims.Contains("")) || dims.Length > Onnx.TensorShape.LargestRank) throw Wrong(text);
        return (text[..at], new Shape(dims.Where(d => d.Length > 0).Select(d => Length(d, text))));
    }

    private static Dim Length(string dim, string text) => Dim.Parse(dim) is { IsNegative: false } length && length != 0 ? length : throw Wrong(text);

    private static ExporterException Wrong(string text) =>
        new($"Expected NAME=1,3,H,W (numbers from 1, names of free lengths, or 2*N and N + 1 of such), got '{text}'.");
}
