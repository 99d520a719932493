using System.Globalization;
using Google.Protobuf;
using MamlEdge.Exporter.Onnx.Proto;

namespace MamlEdge.Exporter.Onnx;

/// <summary>Tensor data that lies in another file: location, offset and length (ONNX external data).</summary>
internal static class ExternalData
{
    /// <summary>Loads the data of a tensor from the model's folder, where it is external.</summary>
    /// <exception cref="ExporterException">The file is missing or too short, or lies outside the folder.</exception>
    public static void Load(TensorProto tensor, string folder)
    {
        if (tensor.DataLocation != TensorProto.Types.DataLocation.External) return;
        var location = Entry(tensor, "location") ?? throw new ExporterException($"Tensor '{tensor.Name}' is external but names no file. Export the model again.");
        var path = Path.GetFullPath(Path.Combine(folder, location));
        if (!path.StartsWith(Path.GetFullPath(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new ExporterException($"Tensor '{tensor.Name}' points to '{location}', expected a file inside the model's folder.");
        if (!File.Exists(path)) throw new ExporterException($"Tensor '{tensor.Name}' lies in '{location}', which is missing beside the model. Copy it there.");
        using var file = File.OpenRead(path);
        var offset = long.Parse(Entry(tensor, "offset") ?? "0", CultureInfo.InvariantCulture);
        var length = Entry(tensor, "length") is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : file.Length - offset;
        if (offset < 0 || length < 0 || offset + length > file.Length)
            throw new ExporterException($"Tensor '{tensor.Name}' needs bytes {offset} to {offset + length} of '{location}', which has {file.Length}. The file is truncated; copy it again.");
        var bytes = new byte[length];
        file.Position = offset;
        file.ReadExactly(bytes);
        tensor.RawData = ByteString.CopyFrom(bytes);
        tensor.DataLocation = TensorProto.Types.DataLocation.Default;
        tensor.ExternalData.Clear();
    }

    /// <summary>Says that a tensor's data lies in a file.</summary>
    public static void Point(TensorProto tensor, string location, long offset, long length)
    {
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        foreach (var (key, value) in new[] { ("location", location), ("offset", offset.ToString(CultureInfo.InvariantCulture)), ("length", length.ToString(CultureInfo.InvariantCulture)) })
            tensor.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
    }

    private static string? Entry(TensorProto tensor, string key) => tensor.ExternalData.FirstOrDefault(e => e.Key == key)?.Value;
}
