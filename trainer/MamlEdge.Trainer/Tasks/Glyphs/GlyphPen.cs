namespace MamlEdge.Trainer.Tasks;

/// <summary>A round pen on square paper: a pixel is as dark as the pen covers it, by the distance of its centre from the line.</summary>
/// <param name="ink">The paper, [side, side]; 0 is blank, 1 is ink.</param>
/// <param name="side">Pixels of a side.</param>
/// <param name="radius">Half of the line's width, in pixels.</param>
internal readonly ref struct GlyphPen(Span<float> ink, int side, float radius)
{
    private readonly Span<float> _ink = ink;

    /// <summary>Draws a straight line; the first pixel's centre is at (0.5, 0.5).</summary>
    public void Line(GlyphPoint from, GlyphPoint to)
    {
        var reach = radius + 0.5f;
        var along = to - from;
        var length = along.X * along.X + along.Y * along.Y;
        var perLength = length > 0 ? 1 / length : 0;
        var (left, right) = Range(Math.Min(from.X, to.X) - reach, Math.Max(from.X, to.X) + reach);
        var (top, bottom) = Range(Math.Min(from.Y, to.Y) - reach, Math.Max(from.Y, to.Y) + reach);
        for (var row = top; row <= bottom; row++)
        {
            for (var column = left; column <= right; column++)
            {
                var (x, y) = (column + 0.5f - from.X, row + 0.5f - from.Y);
                var t = Math.Clamp((x * along.X + y * along.Y) * perLength, 0, 1);
                var (dx, dy) = (x - t * along.X, y - t * along.Y);
                var distance = dx * dx + dy * dy;
                if (distance >= reach * reach) continue;
                ref var pixel = ref _ink[row * side + column];
                pixel = Math.Max(pixel, Math.Min(1, reach - MathF.Sqrt(distance)));
            }
        }
    }

    /// <summary>The pixels whose centres lie between two places, cut to the paper.</summary>
    private (int First, int Last) Range(float low, float high) =>
        (Math.Max((int)MathF.Ceiling(low - 0.5f), 0), Math.Min((int)MathF.Floor(high - 0.5f), side - 1));
}
