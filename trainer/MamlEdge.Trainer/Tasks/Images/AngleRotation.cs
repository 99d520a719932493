using MamlEdge.Trainer.Random;

namespace MamlEdge.Trainer.Tasks;

/// <summary>
/// Turns an image about its centre by any angle: each new pixel is the bilinear mean of the four old ones around the place that it comes
/// from; outside is 0.
/// </summary>
internal sealed class AngleRotation : ImageTransform
{
    private readonly (int Pixel, float Share)[] _shares;

    /// <summary>An angle uniform in [0, 360) degrees.</summary>
    public AngleRotation(int height, int width, SeededRandom random)
        : this(height, width, random.Uniform(0, 2 * Math.PI))
    {
    }

    /// <summary>Counter-clockwise by an angle in radians.</summary>
    public AngleRotation(int height, int width, double angle)
    {
        _shares = new (int, float)[4 * height * width];
        var (cos, sin, middleX, middleY) = (Math.Cos(angle), Math.Sin(angle), (width - 1) / 2.0, (height - 1) / 2.0);
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                var (dx, dy) = (column - middleX, row - middleY);
                var (x, y) = (middleX + cos * dx - sin * dy, middleY + sin * dx + cos * dy);
                var (left, top) = ((int)Math.Floor(x), (int)Math.Floor(y));
                for (var corner = 0; corner < 4; corner++)
                {
                    var (cx, cy) = (left + corner % 2, top + corner / 2);
                    var inside = cx >= 0 && cx < width && cy >= 0 && cy < height;
                    var share = (1 - Math.Abs(x - cx)) * (1 - Math.Abs(y - cy));
                    _shares[4 * (row * width + column) + corner] = inside ? (cy * width + cx, (float)share) : (0, 0);
                }
            }
        }
    }

    public override void Apply(ReadOnlySpan<float> image, Span<float> result)
    {
        for (var i = 0; i < result.Length; i++)
        {
            var sum = 0f;
            foreach (var (pixel, share) in _shares.AsSpan(4 * i, 4)) sum += share * image[pixel];
            result[i] = sum;
        }
    }
}
