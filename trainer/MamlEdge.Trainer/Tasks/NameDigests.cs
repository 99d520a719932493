using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using MamlEdge.Bundle;

namespace MamlEdge.Trainer.Tasks;

/// <summary>
/// What a run was trained on, by digests of names: enough to find a class (person, task) that is trained on and measured on, without telling the names. A digest is
/// the first 40 bits of the SHA-256 of SOURCE, a line feed and NAME in UTF-8. Of more than 4,096 the smallest are kept: another split still shows,
/// because the smallest of its names are compared, too.
/// </summary>
internal sealed class NameDigests
{
    private const int Size = 5, Most = 4096;
    private const string Field = "provenance.trainedOn";

    private readonly SortedSet<ulong> _digests;

    private NameDigests(IEnumerable<ulong> digests) => _digests = [.. digests.Distinct().Order().Take(Most)];

    /// <summary>What only the tasks of a split show; nothing of sources whose splits have no names.</summary>
    public static NameDigests Of(ITaskSource tasks, Split split) => new(tasks.Members(split).Select(name => Of(tasks, name)));

    /// <summary>Reads what <see cref="Text"/> wrote; null where it wrote nothing.</summary>
    /// <param name="text">The digests in ascending order, big-endian, one after another in base64.</param>
    /// <param name="source">The file that has them, for messages.</param>
    /// <exception cref="BundleException">The text is something else.</exception>
    public static NameDigests? Parse(string? text, string source)
    {
        if (text is null) return null;
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var count) || count % Size != 0)
            throw new BundleException($"{source}, {Field}", $"digests of {Size} bytes each in base64", $"'{(text.Length > 40 ? text[..40] + "..." : text)}'", "Export the bundle again.");
        return new(bytes[..count].Chunk(Size).Select(Number));
    }

    /// <summary>All digests in one text; null where there are none.</summary>
    public string? Text => _digests.Count == 0 ? null : Convert.ToBase64String([.. _digests.SelectMany(Bytes)]);

    /// <summary>These and others; each may be null.</summary>
    public static NameDigests Union(NameDigests? some, NameDigests? others) => new([.. some?._digests ?? [], .. others?._digests ?? []]);

    /// <summary>Names of a split that are among these.</summary>
    public IEnumerable<string> In(ITaskSource tasks, Split split) => tasks.Members(split).Where(name => _digests.Contains(Of(tasks, name)));

    /// <summary>Whether both have the same digests.</summary>
    public bool IsLike(NameDigests other) => _digests.SetEquals(other._digests);

    private static ulong Of(ITaskSource tasks, string name) => Number(SHA256.HashData(Encoding.UTF8.GetBytes($"{tasks.Name}\n{name}"))[..Size]);

    private static ulong Number(byte[] digest) => BinaryPrimitives.ReadUInt64BigEndian([0, 0, 0, .. digest]);

    private static IEnumerable<byte> Bytes(ulong digest)
    {
        var bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, digest);
        return bytes[^Size..];
    }
}
