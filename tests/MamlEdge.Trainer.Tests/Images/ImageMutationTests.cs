using System.Buffers.Binary;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MamlEdge.Trainer.Images;

namespace MamlEdge.Trainer.Tests.Images;

/// <summary>Files with changed bytes are read, or refused by name; nothing else.</summary>
public sealed class ImageMutationTests
{
    private const string Name = "some/odd.bmp";

    /// <summary>Numbers at which arithmetic on sizes goes over an edge.</summary>
    private static readonly int[] Edges = [0, 1, -1, 40, 255, 65536, int.MaxValue, int.MaxValue - 13, int.MinValue, int.MinValue + 1];

    public static TheoryData<string> Formats => ["bmp 1", "bmp 4", "bmp 8", "bmp 24", "bmp 32", "P1", "P2", "P3", "P4", "P5", "P6", "P5 16"];

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_changed_file_is_an_image_or_an_error_that_names_it(string format)
    {
        var whole = File(format);
        Assert.Equal((5, 3), Size(new ImageReaders().Read(whole, Name)));
        var change = Gen.Choose(0, whole.Length - 1).Select(at => (At: at, Value: 0, Width: 1));
        var bytes = change.SelectMany(c => Gen.Choose(0, 255).Select(value => c with { Value = value }));
        var numbers = change.SelectMany(c => Gen.Elements(Edges).Select(value => c with { Value = value, Width = 4 }));
        var changes = Gen.OneOf(bytes, numbers).ListOf(3).Zip(Gen.Choose(0, whole.Length));
        Prop.ForAll(changes.ToArbitrary(), mutation => IsReadOrRefused(Changed(whole, mutation.Item1, mutation.Item2))).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(int.MaxValue - 13)]
    [InlineData(int.MaxValue - 14)]
    public void A_header_that_is_said_to_be_huge_leaves_no_palette(int info)
    {
        var file = File("bmp 8");
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), info);
        Assert.Contains($"'{Name}' is damaged: colour", Assert.Throws<InvalidDataException>(() => new ImageReaders().Read(file, Name)).Message, StringComparison.Ordinal);
    }

    private static bool IsReadOrRefused(byte[] file)
    {
        try
        {
            var picture = new ImageReaders().Read(file, Name);
            return picture.Pixels.Length == picture.Width * picture.Height * picture.Channels;
        }
        catch (InvalidDataException error)
        {
            return error.Message.Contains(Name, StringComparison.Ordinal);
        }
    }

    /// <summary>Changed bytes or numbers, and an end that may be cut off: what is kept of a whole file is one less than <paramref name="cut"/>, or all where that is 0.</summary>
    private static byte[] Changed(byte[] whole, IEnumerable<(int At, int Value, int Width)> changes, int cut)
    {
        var file = whole.ToArray();
        foreach (var (at, value, width) in changes)
        {
            if (width == 1) file[at] = (byte)value;
            else if (at + width <= file.Length) BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
        }

        return cut % 4 == 0 ? file[..cut] : file;
    }

    /// <summary>An image of 5 x 3 pixels.</summary>
    private static byte[] File(string format) => format switch
    {
        "P1" => "P1\n5 3\n10101 01010 10101"u8.ToArray(),
        "P2" => "P2 5 3 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4"u8.ToArray(),
        "P3" => Encoding.ASCII.GetBytes("P3 5 3 9 " + string.Join(' ', Enumerable.Range(0, 45).Select(i => i % 10))),
        "P4" => [.. "P4 5 3 "u8, 1, 2, 3],
        "P5" => [.. "P5 5 3 255\n"u8, .. new byte[15]],
        "P6" => [.. "P6 5 3 255\n"u8, .. new byte[45]],
        "P5 16" => [.. "P5 5 3 65535\n"u8, .. new byte[30]],
        _ => Bmp(int.Parse(format[4..], System.Globalization.CultureInfo.InvariantCulture)),
    };

    private static byte[] Bmp(int bits)
    {
        var (stride, palette) = ((5 * bits + 31) / 32 * 4, bits > 8 ? 0 : 4 << bits);
        var file = new byte[54 + palette + 3 * stride];
        "BM"u8.CopyTo(file);
        foreach (var (at, value) in new[] { (10, 54 + palette), (14, 40), (18, 5), (22, 3), (26, 1 | (bits << 16)) }) BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
        return file;
    }

    private static (int Width, int Height) Size(Runtime.Picture picture) => (picture.Width, picture.Height);
}
