using System.Globalization;
using Google.Protobuf;
using MamlEdge.Exporter.Onnx.Proto;

namespace MamlEdge.Exporter.Onnx;

/// <summary>Tensor data that lies in other files of the model's folder: location, offset and length (ONNX external data).</summary>
internal sealed class ExternalData(string folder)
{
    /// <summary>Tensors may share bytes; a model whose tensors together take more than this many times a file is not an honest one.</summary>
    private const int MostUses = 4;

    private readonly string _folder = Path.GetFullPath(folder);
    private readonly Dictionary<string, long> _taken = new(StringComparer.Ordinal);

    /// <summary>Loads the data of a tensor, where it is external.</summary>
    /// <exception cref="ExporterException">The file is missing or too short, or lies outside the folder, or the length does not fit the shape.</exception>
    public void Load(TensorProto tensor)
    {
        if (tensor.DataLocation != TensorProto.Types.DataLocation.External) return;
        var location = Entry(tensor, "location") is { Length: > 0 } given ? given : throw new ExporterException($"Tensor '{tensor.Name}' is external but names no file. Export the model again.");
        var path = Inside(tensor, location);
        var file = new FileInfo(path);
        if (!file.Exists) throw new ExporterException($"Tensor '{tensor.Name}' lies in '{location}', which is missing beside the model. Copy it there.");
        var offset = Number(tensor, "offset") ?? 0;
        var length = Number(tensor, "length") ?? file.Length - offset;
        if (offset < 0 || length < 0 || offset > file.Length || length > file.Length - offset)
            throw new ExporterException($"Tensor '{tensor.Name}' needs {length} bytes from {offset} on of '{location}', which has {file.Length}. The file is truncated; copy it again.");
        if (length != TensorShape.Bytes(tensor)) throw TensorShape.Misfit(tensor, $"{length} bytes in '{location}'");
        if ((_taken[path] = _taken.GetValueOrDefault(path) + length) > MostUses * file.Length)
            throw new ExporterException($"The tensors of the model take more than {MostUses} times the bytes that '{location}' has ('{tensor.Name}' is the last). The model is damaged; export it again.");
        tensor.RawData = length == 0 ? ByteString.Empty : Bytes(path, offset, length);
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

    private static ByteString Bytes(string path, long offset, long length)
    {
        if (length > Array.MaxLength) throw new ExporterException($"'{path}': a tensor of {length} bytes is too large; the most is {Array.MaxLength}.");
        using var file = File.OpenRead(path);
        var bytes = new byte[length];
        file.Position = offset;
        file.ReadExactly(bytes);
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    /// <summary>The full path of a file inside the model's folder, which no part of it leaves by a link either.</summary>
    private string Inside(TensorProto tensor, string location)
    {
        var outside = new ExporterException($"Tensor '{tensor.Name}' points to '{location}', expected a file inside the model's folder.");
        if (location.Contains('\0', StringComparison.Ordinal)) throw outside;
        var path = Path.GetFullPath(Path.Combine(_folder, location.Replace('\\', '/')));
        if (!IsInside(path)) throw outside;
        var at = _folder;
        foreach (var part in Path.GetRelativePath(_folder, path).Split(Path.DirectorySeparatorChar))
        {
            at = Path.Combine(at, part);
            FileSystemInfo entry = Directory.Exists(at) ? new DirectoryInfo(at) : new FileInfo(at);
            if (entry.LinkTarget is not null && !(entry.ResolveLinkTarget(returnFinalTarget: true) is { } target && IsInside(target.FullName))) throw outside;
        }

        return path;
    }

    private bool IsInside(string path) => path.StartsWith(_folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static long? Number(TensorProto tensor, string key) => Entry(tensor, key) is not { } text ? null
        : long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number
        : throw new ExporterException($"Tensor '{tensor.Name}' has the {key} '{text}', expected a number. The model is damaged; export it again.");

    private static string? Entry(TensorProto tensor, string key) => tensor.ExternalData.FirstOrDefault(e => e.Key == key)?.Value;
}
