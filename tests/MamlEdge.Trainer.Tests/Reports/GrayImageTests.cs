using MamlEdge.Trainer.Images;
using MamlEdge.Trainer.Reports;

namespace MamlEdge.Trainer.Tests.Reports;

public sealed class GrayImageTests
{
    [Fact]
    public void The_data_address_holds_a_png_with_the_same_pixels()
    {
        byte[] pixels = [.. Enumerable.Range(0, 7 * 5).Select(i => (byte)(i * 7))];

        var address = new GrayImage(7, 5, pixels).ToDataAddress();

        const string Start = "data:image/png;base64,";
        Assert.StartsWith(Start, address, StringComparison.Ordinal);
        var picture = new PngReader().Read(Convert.FromBase64String(address[Start.Length..]), "test");
        Assert.Equal((7, 5, 1), (picture.Width, picture.Height, picture.Channels));
        Assert.Equal(pixels, picture.Pixels.Select(p => (byte)Math.Round(255 * p)));
    }

    [Fact]
    public void Values_are_stretched_from_black_to_white()
    {
        var image = GrayImage.FromValues(2, 2, [-1f, 0f, 1f, 3f]);

        Assert.Equal([0, 64, 128, 255], image.Pixels);
    }

    [Fact]
    public void A_wrong_number_of_values_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => GrayImage.FromValues(2, 2, [1f]));

        Assert.Contains("needs 4 values, got 1", error.Message, StringComparison.Ordinal);
    }
}
