namespace MamlEdge.Runtime;

/// <summary>The rows of a picture in the channels that a model takes: grey or colour, laid over a plain background where there is opacity.</summary>
/// <param name="picture">The picture.</param>
/// <param name="channels">1 grey, 3 red, green, blue; otherwise those of the picture, as they are.</param>
/// <param name="background">Brightness behind transparent pixels; 1 is white paper.</param>
internal sealed class PixelRows(Picture picture, int channels, float background)
{
    private readonly float[] _row = new float[picture.Width * picture.Channels];

    /// <summary>Values of a row.</summary>
    internal int Length => picture.Width * channels;

    /// <summary>Makes one row.</summary>
    internal void Read(int y, Span<float> row)
    {
        if (channels == picture.Channels)
        {
            picture.CopyRow(y, row);
            return;
        }

        picture.CopyRow(y, _row);
        for (var x = 0; x < picture.Width; x++)
        {
            var pixel = _row.AsSpan(x * picture.Channels, picture.Channels);
            if (channels == 1)
                row[x] = Gray(pixel);
            else
                Colour(pixel, row.Slice(3 * x, 3));
        }
    }

    /// <summary>Luma 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601).</summary>
    private float Gray(ReadOnlySpan<float> pixel)
    {
        var luma = pixel.Length < 3 ? pixel[0] : 0.299f * pixel[0] + 0.587f * pixel[1] + 0.114f * pixel[2];
        return pixel.Length is 2 or 4 ? background + (luma - background) * pixel[^1] : luma;
    }

    /// <summary>Grey repeats its value.</summary>
    private void Colour(ReadOnlySpan<float> pixel, Span<float> colour)
    {
        var alpha = pixel.Length is 2 or 4 ? pixel[^1] : 1;
        for (var c = 0; c < 3; c++)
            colour[c] = background + (pixel[pixel.Length < 3 ? 0 : c] - background) * alpha;
    }
}
