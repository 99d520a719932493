using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace MamlEdge.Bundle;

/// <summary>
/// Reads a .zip of stored entries (APPNOTE.TXT 6.3: end record, central directory, local headers) and nothing else: no
/// compression, no encryption, no zip64, no entry in a folder. Nothing is read outside the bounds that it has checked, so
/// that a .zip never makes more bytes than it has.
/// </summary>
internal sealed class StoredZip : IDisposable
{
    private const int EndLength = 22;
    private const int EntryLength = 46;
    private const int LocalLength = 30;
    private const uint EndMark = 0x06054b50;
    private const uint EntryMark = 0x02014b50;
    private const uint LocalMark = 0x04034b50;

    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly Dictionary<string, (long Header, int Length)> _entries = new(StringComparer.Ordinal);
    private readonly long _directory;

    private StoredZip(string path, SafeFileHandle file)
    {
        (_path, _file) = (path, file);
        var length = RandomAccess.GetLength(file);
        var tail = FileBytes.Read(file, Math.Max(0, length - EndLength - ushort.MaxValue), (int)Math.Min(length, EndLength + ushort.MaxValue));
        var at = EndRecord(tail);
        Require(at >= 0, "a bundle's .zip", "no end of a central directory");
        var end = tail.AsSpan(at);
        var (count, size, start) = (Two(end[10..]), Four(end[12..]), Four(end[16..]));
        Require(Four(end[4..]) == 0 && Two(end[8..]) == count && start != uint.MaxValue && count != ushort.MaxValue,
            "a .zip in one file, smaller than 4 GB", "one in several files or with zip64");
        Require(count <= Limits.ZipEntries && size <= Limits.ZipDirectory, $"at most {Limits.ZipEntries} entries", $"{count}, listed in {size} bytes");
        Require(start + size == length - tail.Length + at, "a central directory that ends the .zip", $"one of {size} bytes at {start}");
        _directory = start;
        ReadDirectory(FileBytes.Read(file, start, (int)size), count);
    }

    internal static StoredZip Open(string path)
    {
        var file = File.OpenHandle(path);
        try
        {
            return new StoredZip(path, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Length of an entry; null where there is none.</summary>
    internal long? LengthOf(string name) => _entries.TryGetValue(name, out var entry) ? entry.Length : null;

    /// <summary>The contents of an entry. Safe for use by several threads.</summary>
    internal byte[] Read(string name)
    {
        var (at, length) = _entries[name];
        Require(at + LocalLength <= _directory, $"a local header of '{name}'", $"none at {at}");
        var header = FileBytes.Read(_file, at, LocalLength).AsSpan();
        var data = at + LocalLength + Two(header[26..]) + Two(header[28..]);
        Require(Four(header) == LocalMark && Two(header[8..]) == 0 && data + length <= _directory,
            $"{length} stored bytes of '{name}' before the central directory", $"others at {data}");
        return FileBytes.Read(_file, data, length);
    }

    public void Dispose() => _file.Dispose();

    /// <summary>The last end record whose comment ends the file; -1 where there is none.</summary>
    private static int EndRecord(ReadOnlySpan<byte> tail)
    {
        for (var at = tail.Length - EndLength; at >= 0; at--)
        {
            if (Four(tail[at..]) == EndMark && at + EndLength + Two(tail[(at + 20)..]) == tail.Length)
                return at;
        }

        return -1;
    }

    private void ReadDirectory(ReadOnlySpan<byte> directory, int count)
    {
        for (; count > 0; count--)
        {
            Require(directory.Length >= EntryLength && Four(directory) == EntryMark, "an entry in the central directory", "other bytes");
            var (flags, method, packed, length) = (Two(directory[8..]), Two(directory[10..]), Four(directory[20..]), Four(directory[24..]));
            var name = directory[EntryLength..];
            var next = EntryLength + Two(directory[28..]) + Two(directory[30..]) + Two(directory[32..]);
            Require(next <= directory.Length, "an entry inside the central directory", "one that goes beyond it");
            Add(Encoding.UTF8.GetString(name[..Two(directory[28..])]), Four(directory[42..]), length, (flags & 1) != 0 || method != 0 || packed != length);
            directory = directory[next..];
        }

        Require(directory.IsEmpty, "as many entries as the .zip says", "more");
        Require(_entries.Values.Sum(entry => (long)entry.Length) <= _directory, $"entries of {_directory} bytes or less in all", "more");
    }

    private void Add(string name, uint header, uint length, bool packed)
    {
        if (!BundleFiles.IsPlainName(name))
        {
            throw new BundleException(
                _path, "entries at the top of the .zip", $"'{name}'", "Zip the files of the bundle's folder, not the folder itself.");
        }

        if (packed)
            throw new BundleException(_path, "stored entries", $"'{name}' compressed or encrypted", "Pack the bundle without compression (zip -0).");
        Require(length <= _directory, $"'{name}' inside the .zip", $"{length} bytes");
        Require(_entries.TryAdd(name, (header, (int)length)), "every entry once", $"'{name}' twice");
    }

    private void Require(bool condition, string expected, string got)
    {
        if (!condition)
            throw new BundleException(_path, expected, got, "Copy or pack the bundle again.");
    }

    private static ushort Two(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint Four(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
