namespace MamlEdge.Trainer.Images;

/// <summary>A decoded image: brightness 0 (black) to 1 (white) as float32, [height, width, channels], row-major.</summary>
public sealed class Picture
{
    /// <summary>Pixels that a file may announce at most.</summary>
    internal const long LargestImage = 1L << 26;

    /// <summary>Wraps pixels without copying them.</summary>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="channels">1 gray, 2 gray and alpha, 3 RGB, 4 RGB and alpha.</param>
    /// <param name="pixels">height x width x channels values in [0, 1].</param>
    /// <exception cref="ArgumentException">The number of values does not fit the shape.</exception>
    public Picture(int width, int height, int channels, float[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels, 4);
        ArgumentNullException.ThrowIfNull(pixels);
        if (pixels.Length != (long)width * height * channels)
            throw new ArgumentException($"An image of {height} x {width} x {channels} has {(long)width * height * channels} values, got {pixels.Length}.", nameof(pixels));
        (Width, Height, Channels, Pixels) = (width, height, channels, pixels);
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>1 gray, 2 gray and alpha, 3 RGB, 4 RGB and alpha.</summary>
    public int Channels { get; }

    /// <summary>The values, [height, width, channels], row-major.</summary>
    public float[] Pixels { get; }

    /// <summary>
    /// One channel: luma 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601), laid over a plain background where there is alpha.
    /// </summary>
    /// <param name="background">Brightness behind transparent pixels; 1 is white paper.</param>
    public Picture ToGray(float background = 1)
    {
        if (Channels == 1) return this;
        var gray = new float[Width * Height];
        for (var i = 0; i < gray.Length; i++)
        {
            var pixel = Pixels.AsSpan(i * Channels, Channels);
            var luma = Channels < 3 ? pixel[0] : 0.299f * pixel[0] + 0.587f * pixel[1] + 0.114f * pixel[2];
            gray[i] = Channels is 2 or 4 ? background + (luma - background) * pixel[^1] : luma;
        }

        return new Picture(Width, Height, 1, gray);
    }

    /// <summary>Three channels: grey repeats its value, and what is transparent shows the background.</summary>
    /// <param name="background">Brightness behind transparent pixels; 1 is white paper.</param>
    public Picture ToColour(float background = 1)
    {
        if (Channels == 3) return this;
        var colour = new float[3 * Width * Height];
        for (var i = 0; i < Width * Height; i++)
        {
            var pixel = Pixels.AsSpan(i * Channels, Channels);
            var alpha = Channels is 2 or 4 ? pixel[^1] : 1;
            for (var c = 0; c < 3; c++) colour[3 * i + c] = background + (pixel[Channels < 3 ? 0 : c] - background) * alpha;
        }

        return new Picture(Width, Height, 3, colour);
    }

    /// <summary>
    /// Another size; each new pixel is the mean of the area of the old image that it covers, so the mean brightness stays and
    /// thin strokes do not vanish. Enlarging repeats pixels.
    /// </summary>
    public Picture Resize(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (width == Width && height == Height) return this;
        var low = new float[height * Width * Channels];
        new AreaAverage(Height, height).Apply(Pixels, low, Width * Channels);
        var across = new AreaAverage(Width, width);
        var small = new float[height * width * Channels];
        for (var row = 0; row < height; row++)
            across.Apply(low.AsSpan(row * Width * Channels), small.AsSpan(row * width * Channels), Channels);
        return new Picture(width, height, Channels, small);
    }
}
