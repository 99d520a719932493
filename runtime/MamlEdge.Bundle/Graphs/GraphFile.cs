namespace MamlEdge.Bundle;

/// <summary>An ONNX file of a bundle that asks ONNX Runtime for nothing that a bundle may not ask for.</summary>
/// <param name="Bytes">The whole file.</param>
/// <param name="ExternalData">Tensors whose bytes lie in <c>theta.safetensors</c>.</param>
public sealed record GraphFile(byte[] Bytes, IReadOnlyList<ExternalData> ExternalData)
{
    private const string WayOut = "Export the bundle again.";

    /// <summary>
    /// Checks a file before ONNX Runtime reads it. A location other than <c>theta.safetensors</c> could name any file of the
    /// machine (or, in ONNX Runtime's own notation, any place in its memory), and so could a tensor that is no initializer of the graph, whose data
    /// ONNX Runtime takes from a file even where it is given them in memory; operators beyond ONNX can load files and libraries.
    /// </summary>
    /// <param name="bytes">The whole file; must not change afterwards.</param>
    /// <param name="source">What the bytes are, for messages.</param>
    /// <param name="thetaBytes">Size of <c>theta.safetensors</c>.</param>
    /// <exception cref="BundleException">No ONNX model, or one that asks for more.</exception>
    public static GraphFile Read(byte[] bytes, string source, long thetaBytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (bytes.AsSpan().Slice(Math.Min(4, bytes.Length)).StartsWith("ORTM"u8))
            throw new BundleException(source, "an ONNX graph", "a graph in ONNX Runtime's own format", WayOut);
        var parts = new GraphParts();
        try
        {
            parts.Model(bytes);
        }
        catch (InvalidDataException error)
        {
            throw new BundleException(source, "an ONNX graph", error.Message, $"The file is damaged or no ONNX model. {WayOut}", error);
        }

        if (parts.Operators.Except(parts.Functions).FirstOrDefault() is { } foreign)
            throw new BundleException(source, "operators of ONNX, and functions of the file", $"'{foreign}'", WayOut);
        if (parts.Misplaced is { } tensor)
            throw new BundleException(source, "external data of initializers of the graph only", $"that of tensor '{tensor}', which is none", WayOut);
        return new GraphFile(bytes, [.. parts.Entries.Select(entries => Range(entries, source, thetaBytes))]);
    }

    private static ExternalData Range((string Name, List<(string Key, string Value)> Entries) tensor, string source, long thetaBytes)
    {
        var part = $"{source}, tensor '{tensor.Name}'";
        var (offset, length, located) = (0L, (long?)null, false);
        foreach (var (key, value) in tensor.Entries)
        {
            switch (key)
            {
                case "location" when value == BundleFiles.Theta: located = true; break;
                case "location": throw new BundleException(part, $"external data in {BundleFiles.Theta}", $"'{value}'", WayOut);
                case "offset": offset = Number(value); break;
                case "length": length = Number(value); break;
            }
        }

        return located && offset <= thetaBytes && (length ?? 0) <= thetaBytes - offset
            ? new ExternalData(tensor.Name, offset, length)
            : throw new BundleException(part, $"bytes within the {thetaBytes} of {BundleFiles.Theta}", located ? $"{length} at {offset}" : "no location", WayOut);

        long Number(string text) => long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new BundleException(part, "offset and length as numbers of 0 or more", $"'{text}'", WayOut);
    }
}
