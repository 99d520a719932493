namespace MamlEdge.Trainer.Reports;

/// <summary>An image of one byte a value, 0 = black, row by row from the top left; the channels of a pixel follow one another.</summary>
/// <param name="Width">The width in pixels.</param>
/// <param name="Height">The height in pixels.</param>
/// <param name="Pixels">The values, Width x Height x Channels bytes.</param>
/// <param name="Channels">1 grey, 3 red, green, blue.</param>
public sealed record RasterImage(int Width, int Height, byte[] Pixels, int Channels = 1)
{
    /// <summary>An image of values that are stretched from their smallest (black) to their largest (white), in all channels alike.</summary>
    /// <param name="width">The width in pixels.</param>
    /// <param name="height">The height in pixels.</param>
    /// <param name="values">The values, [channels, height, width].</param>
    /// <param name="channels">1 grey, 3 red, green, blue.</param>
    /// <exception cref="ArgumentException">The number of values is not channels x width x height.</exception>
    public static RasterImage FromValues(int width, int height, ReadOnlySpan<float> values, int channels = 1)
    {
        var size = width * height;
        if (values.Length != channels * size)
            throw new ArgumentException(
                $"An image of {width} x {height} pixels{(channels > 1 ? $" and {channels} channels" : "")} needs {channels * size} values, got {values.Length}.", nameof(values));
        float low = float.MaxValue, high = float.MinValue;
        foreach (var value in values)
            (low, high) = (Math.Min(low, value), Math.Max(high, value));

        var pixels = new byte[values.Length];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i % size * channels + i / size] = high > low ? (byte)Math.Round(255 * (values[i] - low) / (high - low)) : (byte)128;
        return new RasterImage(width, height, pixels, channels);
    }

    /// <summary>The image as a PNG file in a <c>data:</c> address, for a page without external files.</summary>
    public string ToDataAddress() => "data:image/png;base64," + Convert.ToBase64String(PngEncoder.Encode(this));
}
