using MamlEdge.Trainer.Images;
using MamlEdge.Trainer.Reports;

namespace MamlEdge.Trainer.Tests.Reports;

public sealed class RasterImageTests
{
    [Fact]
    public void The_data_address_holds_a_png_with_the_same_pixels()
    {
        byte[] pixels = [.. Enumerable.Range(0, 7 * 5).Select(i => (byte)(i * 7))];

        var address = new RasterImage(7, 5, pixels).ToDataAddress();

        const string Start = "data:image/png;base64,";
        Assert.StartsWith(Start, address, StringComparison.Ordinal);
        var picture = new PngReader().Read(Convert.FromBase64String(address[Start.Length..]), "test");
        Assert.Equal((7, 5, 1), (picture.Width, picture.Height, picture.Channels));
        Assert.Equal(pixels, picture.Pixels.Select(p => (byte)Math.Round(255 * p)));
    }

    [Fact]
    public void Colours_come_back_from_the_data_address_pixel_by_pixel()
    {
        // Red, green and blue of a 2 x 1 image, as a net takes it: channel after channel.
        var image = RasterImage.FromValues(2, 1, [1, 0, 0, 0.5f, 0.25f, 1], channels: 3);

        var address = image.ToDataAddress();

        var picture = new PngReader().Read(Convert.FromBase64String(address[(address.IndexOf(',', StringComparison.Ordinal) + 1)..]), "test");
        Assert.Equal((2, 1, 3), (picture.Width, picture.Height, picture.Channels));
        Assert.Equal([255, 0, 64, 0, 128, 255], picture.Pixels.Select(p => (byte)Math.Round(255 * p)));
    }

    [Fact]
    public void Values_are_stretched_from_black_to_white()
    {
        var image = RasterImage.FromValues(2, 2, [-1f, 0f, 1f, 3f]);

        Assert.Equal([0, 64, 128, 255], image.Pixels);
    }

    [Fact]
    public void A_wrong_number_of_values_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => RasterImage.FromValues(2, 2, [1f]));

        Assert.Contains("needs 4 values, got 1", error.Message, StringComparison.Ordinal);
    }
}
