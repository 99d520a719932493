namespace MamlEdge.Trainer.Reports;

/// <summary>A grey image of one byte a pixel, 0 = black, row by row from the top left.</summary>
/// <param name="Width">The width in pixels.</param>
/// <param name="Height">The height in pixels.</param>
/// <param name="Pixels">The pixels, Width x Height bytes.</param>
public sealed record GrayImage(int Width, int Height, byte[] Pixels)
{
    /// <summary>An image of values that are stretched from their smallest (black) to their largest (white).</summary>
    /// <param name="width">The width in pixels.</param>
    /// <param name="height">The height in pixels.</param>
    /// <param name="values">The values, row by row, width x height of them.</param>
    /// <exception cref="ArgumentException">The number of values is not width x height.</exception>
    public static GrayImage FromValues(int width, int height, ReadOnlySpan<float> values)
    {
        if (values.Length != width * height)
            throw new ArgumentException(
                $"An image of {width} x {height} pixels needs {width * height} values, got {values.Length}.", nameof(values));
        float low = float.MaxValue, high = float.MinValue;
        foreach (var value in values)
            (low, high) = (Math.Min(low, value), Math.Max(high, value));

        var pixels = new byte[values.Length];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = high > low ? (byte)Math.Round(255 * (values[i] - low) / (high - low)) : (byte)128;
        return new GrayImage(width, height, pixels);
    }

    /// <summary>The image as a PNG file in a <c>data:</c> address, for a page without external files.</summary>
    public string ToDataAddress() => "data:image/png;base64," + Convert.ToBase64String(PngEncoder.Encode(this));
}
