using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>
/// An image: brightness from 0 (black) to 1 (white), [height, width, channels], row-major; decoded by a reader of files, or the bytes that a camera
/// or another library gives. The values are not copied.
/// </summary>
public sealed class Picture
{
    /// <summary>Pixels that an image has at most.</summary>
    public const long MostPixels = 1L << 26;

    private readonly float[]? _pixels;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly PixelFormat _format;
    private readonly int _stride;

    /// <summary>Wraps values.</summary>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="channels">1 grey, 2 grey and opacity, 3 RGB, 4 RGB and opacity.</param>
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
        (Width, Height, Channels, _pixels) = (width, height, channels, pixels);
    }

    private Picture(int width, int height, int channels, ReadOnlyMemory<byte> bytes, PixelFormat format, int stride) =>
        (Width, Height, Channels, _bytes, _format, _stride) = (width, height, channels, bytes, format, stride);

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>1 grey, 2 grey and opacity, 3 RGB, 4 RGB and opacity.</summary>
    public int Channels { get; }

    /// <summary>The values, [height, width, channels], row-major; of bytes, made anew at each call.</summary>
    public float[] Pixels => _pixels ?? Whole(Channels, background: 1);

    /// <summary>Wraps the bytes of an image as cameras and libraries have them, 8 bits a channel; a byte v counts as v / 255, as in image files.</summary>
    /// <param name="bytes">The pixels, the top row first; they must not change while the picture is in use.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="format">What the bytes of a pixel are.</param>
    /// <param name="stride">Bytes from one row to the next; 0 where rows follow each other without a gap.</param>
    /// <exception cref="InputException">The bytes do not hold such an image.</exception>
    public static Picture FromBytes(ReadOnlyMemory<byte> bytes, int width, int height, PixelFormat format, int stride = 0)
    {
        var channels = format switch { PixelFormat.Gray => 1, PixelFormat.Rgb or PixelFormat.Bgr => 3, _ => 4 };
        if (width < 1 || height < 1 || (long)width * height > MostPixels)
            throw new InputException("Picture", $"1 to {MostPixels} pixels", $"{width} x {height}", "Check width and height, or make the image smaller.");
        stride = stride == 0 ? width * channels : stride;
        if (stride < width * channels || (long)stride * (height - 1) + width * channels > bytes.Length)
        {
            throw new InputException(
                "Picture", $"{height} rows of {width} {format} pixels, {channels} bytes each, one every {stride} bytes", $"{bytes.Length} bytes",
                "Check width, height, format and stride.");
        }

        return new Picture(width, height, channels, bytes, format, stride);
    }

    /// <summary>
    /// One channel: luma 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601), laid over a plain background where there is opacity.
    /// </summary>
    /// <param name="background">Brightness behind transparent pixels; 1 is white paper.</param>
    public Picture ToGray(float background = 1) => Channels == 1 ? this : new(Width, Height, 1, Whole(1, background));

    /// <summary>Three channels: grey repeats its value, and what is transparent shows the background.</summary>
    /// <param name="background">Brightness behind transparent pixels; 1 is white paper.</param>
    public Picture ToColour(float background = 1) => Channels == 3 ? this : new(Width, Height, 3, Whole(3, background));

    /// <summary>
    /// Another size; each new pixel is the mean of the area of the old image that it covers, so the mean brightness stays and
    /// thin strokes do not vanish. Enlarging repeats pixels.
    /// </summary>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    public Picture Resize(int width, int height) => (width, height) == (Width, Height) ? this : new(width, height, Channels, Resized(width, height, Channels, background: 1));

    /// <summary>In other channels and another size at once, a row at a time: large images need no copy of themselves.</summary>
    internal float[] Resized(int width, int height, int channels, float background)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if ((width, height) == (Width, Height))
            return Whole(channels, background);
        var low = new float[height * Width * channels];
        new AreaAverage(Height, height).Apply(new PixelRows(this, channels, background), low);
        var across = new AreaAverage(Width, width);
        var small = new float[height * width * channels];
        for (var row = 0; row < height; row++)
            across.Apply(low.AsSpan(row * Width * channels), small.AsSpan(row * width * channels), channels);
        return small;
    }

    /// <summary>The values of a row as they are.</summary>
    internal void CopyRow(int y, Span<float> row)
    {
        if (_pixels is not null)
        {
            _pixels.AsSpan(y * Width * Channels, Width * Channels).CopyTo(row);
            return;
        }

        var bytes = _bytes.Span.Slice(y * _stride, Width * Channels);
        for (var i = 0; i < bytes.Length; i++)
            row[i] = bytes[i] / 255f;
        if (_format is not (PixelFormat.Bgr or PixelFormat.Bgra))
            return;
        for (var i = 0; i < bytes.Length; i += Channels)
            (row[i], row[i + 2]) = (row[i + 2], row[i]);
    }

    private float[] Whole(int channels, float background)
    {
        var rows = new PixelRows(this, channels, background);
        var pixels = new float[Height * rows.Length];
        for (var y = 0; y < Height; y++)
            rows.Read(y, pixels.AsSpan(y * rows.Length, rows.Length));
        return pixels;
    }
}
