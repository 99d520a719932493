using MamlEdge.Trainer.Random;

namespace MamlEdge.Trainer.Tasks;

/// <summary>
/// Turns, stretches, slants or mirrors an image about its centre: each new pixel is the bilinear mean of the four old ones around the place
/// that it comes from; outside is 0.
/// </summary>
/// <param name="width">Pixels of a row.</param>
/// <param name="map">Where an offset (x, y) from the centre comes from: (xx x + xy y, yx x + yy y).</param>
internal sealed class AffineWarp(int width, (double XX, double XY, double YX, double YY) map) : ImageTransform
{
    /// <summary>Turns counter-clockwise by an angle in radians.</summary>
    public static AffineWarp Turn(int width, double angle)
    {
        var (sin, cos) = Math.SinCos(angle);
        return new AffineWarp(width, (cos, -sin, sin, cos));
    }

    /// <summary>Turns by an angle uniform in [0, 360) degrees.</summary>
    public static AffineWarp Turn(int width, SeededRandom random) => Turn(width, random.Uniform(0, 2 * Math.PI));

    /// <summary>A map whose four numbers differ from those of the identity by as much as <paramref name="strength"/>, uniformly.</summary>
    public static AffineWarp Near(int width, double strength, SeededRandom random)
    {
        return new AffineWarp(width, (1 + Any(), Any(), Any(), 1 + Any()));

        double Any() => random.Uniform(-strength, strength);
    }

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> image, Span<float> result)
    {
        var height = image.Length / width;
        var (middleX, middleY) = ((width - 1) / 2.0, (height - 1) / 2.0);
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                var (dx, dy) = (column - middleX, row - middleY);
                result[row * width + column] = At(image, height, middleX + map.XX * dx + map.XY * dy, middleY + map.YX * dx + map.YY * dy);
            }
        }
    }

    private float At(ReadOnlySpan<float> image, int height, double x, double y)
    {
        var (left, top) = ((int)Math.Floor(x), (int)Math.Floor(y));
        var (right, below) = ((float)(x - left), (float)(y - top));
        return (1 - below) * ((1 - right) * Pixel(image, height, left, top) + right * Pixel(image, height, left + 1, top))
            + below * ((1 - right) * Pixel(image, height, left, top + 1) + right * Pixel(image, height, left + 1, top + 1));
    }

    private float Pixel(ReadOnlySpan<float> image, int height, int column, int row) =>
        (uint)column < (uint)width && (uint)row < (uint)height ? image[row * width + column] : 0;
}
