using System.Text;
using MamlEdge.Trainer.Images;
using MamlEdge.Trainer.Random;

namespace MamlEdge.Trainer.Tests.Images;

public sealed class PngReaderTests
{
    public static TheoryData<int, int, bool> Formats()
    {
        var formats = new TheoryData<int, int, bool>();
        foreach (var interlaced in new[] { false, true })
        {
            foreach (var depth in new[] { 1, 2, 4, 8, 16 }) formats.Add(0, depth, interlaced);
            foreach (var colour in new[] { 2, 4, 6 })
            {
                formats.Add(colour, 8, interlaced);
                formats.Add(colour, 16, interlaced);
            }
        }

        return formats;
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_colour_type_and_depth_reads_back_what_was_written(int colourType, int depth, bool interlaced)
    {
        var channels = colourType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        var (width, height) = (13, 11);
        var random = new SeededRandom(5);
        var samples = Enumerable.Range(0, width * height * channels).Select(_ => random.Below(1 << depth)).ToArray();

        var picture = new PngReader().Read(PngFile.Write(width, height, depth, colourType, samples, interlaced: interlaced), "test");

        Assert.Equal((width, height, channels), (picture.Width, picture.Height, picture.Channels));
        var largest = (1 << depth) - 1;
        Assert.All(samples.Zip(picture.Pixels), pair => Assert.Equal(pair.First / (double)largest, pair.Second, 1e-6));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void Palette_images_take_their_colours_and_transparency(int depth)
    {
        byte[] palette = [255, 0, 0, 0, 255, 51];
        var picture = new PngReader().Read(PngFile.Write(3, 1, depth, 3, [0, 1, 0], palette, transparency: [102]), "test");
        Assert.Equal([1, 0, 0, 0.4f, 0, 1, 0.2f, 1, 1, 0, 0, 0.4f], picture.Pixels);
    }

    [Fact]
    public void A_transparent_colour_becomes_alpha_zero()
    {
        var picture = new PngReader().Read(PngFile.Write(2, 1, 8, 2, [9, 8, 7, 9, 8, 6], transparency: [0, 9, 0, 8, 0, 7]), "test");
        Assert.Equal(4, picture.Channels);
        Assert.Equal((0f, 1f), (picture.Pixels[3], picture.Pixels[7]));
    }

    [Fact]
    public void Every_cut_of_a_file_is_an_error_that_names_the_file()
    {
        var bytes = PngFile.Write(5, 4, 8, 0, [.. Enumerable.Range(0, 20)]);
        for (var length = 0; length < bytes.Length; length++)
        {
            var error = Assert.Throws<InvalidDataException>(() => new PngReader().Read(bytes.AsMemory(0, length), "cut.png"));
            Assert.Contains("'cut.png'", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_flipped_bit_is_noticed()
    {
        var bytes = PngFile.Write(5, 4, 8, 0, [.. Enumerable.Range(0, 20)]);
        for (var bit = 0; bit < (bytes.Length - 12) * 8; bit++)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<InvalidDataException>(() => new PngReader().Read(damaged, "bad.png"));
        }
    }

    [Fact]
    public void Another_format_is_an_error()
    {
        var error = Assert.Throws<InvalidDataException>(() => new PngReader().Read(Encoding.ASCII.GetBytes("GIF89a"), "a.gif"));
        Assert.Equal("'a.gif' is not a PNG image: expected the 8-byte PNG signature first.", error.Message);
    }
}
