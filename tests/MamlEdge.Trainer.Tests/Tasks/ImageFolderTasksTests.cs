using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Images;
using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Tests.Images;

namespace MamlEdge.Trainer.Tests.Tasks;

public sealed class ImageFolderTasksTests
{
    private static readonly ImageOptions Small = new() { Side = 4, Channels = 3 };

    [Fact]
    public void Images_of_any_format_size_and_depth_become_tasks()
    {
        using var folder = new TestFolder();
        Write(folder, "red", "a.png", PngFile.Write(8, 6, 8, 2, Repeat(48, 255, 0, 0)));
        Write(folder, "red", "b.png", PngFile.Write(4, 4, 16, 2, Repeat(16, 65535, 0, 0)));
        Write(folder, "red", "c.bmp", Bmp(5, 3, 0, 0, 255));
        Write(folder, "red", "d.ppm", [.. "P6 # red\n2 2\n255\n"u8, .. Enumerable.Repeat<byte[]>([255, 0, 0], 4).SelectMany(p => p)]);
        Write(folder, "red", "e.ppm", "P3\n1 1\n15\n15 0 0\n"u8.ToArray());
        // Nothing but alpha: the paper shows.
        Write(folder, "white", "a.png", PngFile.Write(4, 4, 8, 6, Repeat(16, 9, 9, 9, 0)));
        Write(folder, "white", "b.pgm", "P2 3 1 7 7 7 7"u8.ToArray());
        Write(folder, "white", "c.pbm", "P1\n3 2\n000 000\n"u8.ToArray());
        Write(folder, "white", "d.png", PngFile.Write(2, 2, 1, 0, [1, 1, 1, 1]));
        Write(folder, "white", "e.png", PngFile.Write(2, 2, 2, 3, [1, 1, 1, 1], palette: [0, 0, 0, 255, 255, 255]));
        Write(folder, "white", ".hidden", [1]);
        var tasks = ImageFolderTasks.Load(folder.Path, Small with { SplitFile = Split(folder, ["white", "red"], [], []) });

        Assert.Equal([3, 4, 4], tasks.InputShape);
        Assert.Equal((4, 4, 3, false), (tasks.Preprocessing!.Width, tasks.Preprocessing.Height, tasks.Preprocessing.Channels, tasks.Preprocessing.Invert));
        var query = tasks.Sample(Trainer.Tasks.Split.Train, new EpisodeShape(2, 1, 4), new SeededRandom(1)).Query;
        for (var i = 0; i < query.Count; i++)
        {
            var (image, white) = (query.Input(i).ToArray(), query.Input(query.Labels[i] == 0 ? 0 : 4)[16] == 1);
            Assert.All(image[..16], v => Assert.Equal(1, v, 1e-6f));
            Assert.All(image[16..], v => Assert.Equal(white ? 1 : 0, v, 1e-6f));
        }
    }

    [Fact]
    public void Rotated_colour_images_turn_in_every_channel()
    {
        using var folder = new TestFolder();
        int[] pixels = [.. Enumerable.Range(0, 16).SelectMany(i => new[] { i, 100 + i, 200 + i })];
        foreach (var name in new[] { "a", "b" }) Write(folder, name, "1.png", PngFile.Write(4, 4, 8, 2, pixels));
        foreach (var name in new[] { "a", "b" }) Write(folder, name, "2.png", PngFile.Write(4, 4, 8, 2, pixels));
        var tasks = ImageFolderTasks.Load(folder.Path, Small with { SplitFile = Split(folder, ["a", "b"], [], []), RotatedSplits = [Trainer.Tasks.Split.Train], Mirrored = true });
        Assert.Equal(16, tasks.ClassCount(Trainer.Tasks.Split.Train));
        var support = tasks.Sample(Trainer.Tasks.Split.Train, new EpisodeShape(16, 1, 1), new SeededRandom(1)).Support;
        for (var i = 0; i < support.Count; i++)
        {
            var image = support.Input(i).ToArray().Select(v => (int)Math.Round(v * 255)).ToArray();
            Assert.Equal(Enumerable.Range(0, 16), image[..16].Order());
            Assert.Equal(image[..16].Select(v => v + 100), image[16..32]);
            Assert.Equal(image[..16].Select(v => v + 200), image[32..]);
        }
    }

    [Fact]
    public void The_split_beside_the_data_counts_unless_a_seed_is_asked_for_and_must_not_leak()
    {
        using var folder = new TestFolder();
        for (var c = 0; c < 10; c++) Write(folder, $"c{c}", "1.png", PngFile.Write(1, 1, 8, 0, [c]));
        Split(folder, ["c3"], ["c4"], ["c5"]);
        Assert.Equal(["c3"], ImageFolderTasks.Load(folder.Path, Small).ClassNames(Trainer.Tasks.Split.Train));
        Assert.Equal(6, ImageFolderTasks.Load(folder.Path, Small with { SeededSplit = true }).ClassNames(Trainer.Tasks.Split.Train).Count);
        Split(folder, ["c3"], ["c4"], ["c5", "c3"]);
        Assert.Contains("has the class c3 both in 'train' and in 'test'", Refused(folder), StringComparison.Ordinal);
        Split(folder, ["c3"], ["c4"], ["c77"]);
        Assert.Contains("names the class c77, which is not in the data", Refused(folder), StringComparison.Ordinal);
        File.WriteAllText(folder["split.json"], "[]");
        Assert.Contains("is no split file", Refused(folder), StringComparison.Ordinal);
    }

    [Fact]
    public void Odd_images_are_errors_that_name_the_file_and_say_what_was_expected()
    {
        void Expect(byte[] content, params string[] parts)
        {
            using var folder = new TestFolder();
            Write(folder, "a", "good.png", PngFile.Write(1, 1, 8, 0, [0]));
            Write(folder, "a", "odd.png", content);
            var message = Refused(folder);
            Assert.All(parts.Append("odd.png"), part => Assert.Contains(part, message, StringComparison.Ordinal));
        }

        Expect([], "is empty: it has 0 bytes");
        Expect([0xFF, 0xD8, 0xFF, 0xE0, 0], "Expected PNG, BMP or PNM", "FFD8FFE0");
        Expect(Animated(), "animated PNG", "save one of its frames");
        Expect(PngFile.Write(3, 3, 8, 0, new int[9])[..60], "truncated");
        Expect(Bmp(3, 3, 0, 0, 0)[..60], "truncated");
        Expect([.. "BM"u8, .. new byte[60]], "0 bits a pixel");
        Expect("P5 3 3 255\n12"u8.ToArray(), "its pixels take 9 bytes, 2 are left");
        Expect("P2 2 1 3 1 4"u8.ToArray(), "the value 4 is above the 3");
        Expect("P6 0 3 255\n"u8.ToArray(), "0 x 3 pixels");
    }

    [Fact]
    public void A_folder_without_classes_or_with_an_empty_one_is_an_error_and_so_are_too_few_images()
    {
        using var folder = new TestFolder();
        Assert.Contains("does not exist", Assert.Throws<DirectoryNotFoundException>(() => ImageFolderTasks.Load(folder["nowhere"])).Message, StringComparison.Ordinal);
        Assert.Contains("holds no folders", Refused(folder), StringComparison.Ordinal);
        Write(folder, "a", "1.png", PngFile.Write(1, 1, 8, 0, [0]));
        Directory.CreateDirectory(folder["b"]);
        Assert.Contains("holds no images", Refused(folder), StringComparison.Ordinal);
        Write(folder, "b", "1.png", PngFile.Write(1, 1, 8, 0, [0]));
        Write(folder, "b", "2.png", PngFile.Write(1, 1, 8, 0, [0]));
        var tasks = ImageFolderTasks.Load(folder.Path, Small with { SplitFile = Split(folder, ["a", "b"], [], []) });
        var error = Assert.Throws<ArgumentException>(() => tasks.Check(Trainer.Tasks.Split.Train, new EpisodeShape(2, 1, 1)));
        Assert.Contains("The class a of 'images' has 1 images; 1 shots and 1 queries need 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_reader_plugs_in_for_another_format()
    {
        using var folder = new TestFolder();
        foreach (var name in new[] { "a", "b" })
            for (var i = 0; i < 2; i++) Write(folder, name, $"{i}.dark", Encoding.ASCII.GetBytes("DARK"));
        var tasks = ImageFolderTasks.Load(
            folder.Path, Small with { SplitFile = Split(folder, ["a", "b"], [], []) }, new ImageReaders([.. ImageReaders.Standard, new DarkReader()]));
        Assert.All(tasks.Sample(Trainer.Tasks.Split.Train, new EpisodeShape(2, 1, 1), new SeededRandom(1)).Query.Inputs, v => Assert.Equal(0.25f, v));
    }

    private static string Refused(TestFolder folder) => Assert.Throws<InvalidDataException>(() => ImageFolderTasks.Load(folder.Path, Small)).Message;

    private static void Write(TestFolder folder, string name, string file, byte[] content) =>
        File.WriteAllBytes(Path.Combine(Directory.CreateDirectory(folder[name]).FullName, file), content);

    private static string Split(TestFolder folder, string[] train, string[] val, string[] test)
    {
        File.WriteAllText(folder["split.json"], JsonSerializer.Serialize(new { train, val, test }));
        return folder["split.json"];
    }

    private static int[] Repeat(int count, params int[] pixel) => [.. Enumerable.Repeat(pixel, count).SelectMany(p => p)];

    private static byte[] Bmp(int width, int height, byte blue, byte green, byte red)
    {
        var stride = (width * 3 + 3) / 4 * 4;
        var file = new byte[54 + stride * height];
        "BM"u8.CopyTo(file);
        foreach (var (at, value) in new[] { (10, 54), (14, 40), (18, width), (22, height), (26, 1 | (24 << 16)) }) BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++) (file[54 + y * stride + 3 * x], file[55 + y * stride + 3 * x], file[56 + y * stride + 3 * x]) = (blue, green, red);
        return file;
    }

    private static byte[] Animated()
    {
        var still = PngFile.Write(1, 1, 8, 0, [0]);
        byte[] body = [.. "acTL"u8, 0, 0, 0, 2, 0, 0, 0, 0], crc = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(crc, PngChunks.Crc(body));
        return [.. still[..33], 0, 0, 0, 8, .. body, .. crc, .. still[33..]];
    }

    private sealed class DarkReader : IImageReader
    {
        public bool Recognises(ReadOnlySpan<byte> bytes) => bytes.StartsWith("DARK"u8);

        public Picture Read(ReadOnlyMemory<byte> bytes, string source) => new(1, 1, 1, [0.25f]);
    }
}
