using MamlEdge.Trainer.Random;

namespace MamlEdge.Trainer.Tasks;

/// <summary>
/// How one drawing of a glyph comes out: every control point and every stroke a little off, the whole turned, stretched, slanted, moved, and a
/// pen of some width. Lengths are in pixels.
/// </summary>
internal readonly struct GlyphHand
{
    private const float PointNoise = 0.06f, StrokeNoise = 0.05f;
    private const int LinesPerCurve = 4;

    private readonly float _xx, _xy, _yx, _yy, _x, _y, _radius;

    /// <summary>A random hand on paper of <paramref name="side"/> x <paramref name="side"/> pixels.</summary>
    public GlyphHand(int side, SeededRandom random)
    {
        var scale = side * random.Uniform(0.26, 0.34);
        var (wide, high, slant, turn) = (scale * Math.Exp(0.12 * random.Normal()), scale * Math.Exp(0.12 * random.Normal()), 0.12 * random.Normal(), 0.1 * random.Normal());
        var (cos, sin) = (Math.Cos(turn), Math.Sin(turn));
        (_xx, _xy) = ((float)(wide * cos), (float)(high * (slant * cos - sin)));
        (_yx, _yy) = ((float)(wide * sin), (float)(high * (slant * sin + cos)));
        (_x, _y) = ((float)(side * (0.5 + 0.05 * random.Normal())), (float)(side * (0.5 + 0.05 * random.Normal())));
        _radius = (float)(side / 28.0 * random.Uniform(0.5, 0.8));
    }

    /// <summary>Draws a glyph as ink 1 on 0.</summary>
    public void Draw(Glyph glyph, int side, SeededRandom random, Span<float> ink)
    {
        ink.Clear();
        var pen = new GlyphPen(ink, side, _radius);
        Span<GlyphPoint> room = stackalloc GlyphPoint[Stroke.MostPoints];
        foreach (var stroke in glyph.Strokes)
        {
            var offset = Noise(StrokeNoise, random);
            var points = room[..stroke.Points.Length];
            for (var i = 0; i < points.Length; i++) points[i] = Place(stroke.Points[i] + offset + Noise(PointNoise, random));
            for (var i = 1; i < points.Length; i++)
            {
                if (stroke.Smooth) Curve(pen, points, i);
                else pen.Line(points[i - 1], points[i]);
            }
        }
    }

    /// <summary>The piece from point <paramref name="i"/> - 1 to point <paramref name="i"/> of the curve through all points.</summary>
    private static void Curve(GlyphPen pen, ReadOnlySpan<GlyphPoint> points, int i)
    {
        var (a, b, c, d) = (points[Math.Max(i - 2, 0)], points[i - 1], points[i], points[Math.Min(i + 1, points.Length - 1)]);
        var last = b;
        for (var n = 1; n <= LinesPerCurve; n++)
        {
            var t = (float)n / LinesPerCurve;
            var (t2, t3) = (t * t, t * t * t);
            var point = 0.5f * ((2 * b) + (t * (c - a)) + (t2 * ((2 * a) - (5 * b) + (4 * c) - d)) + (t3 * ((3 * b) - a - (3 * c) + d)));
            pen.Line(last, point);
            last = point;
        }
    }

    /// <summary>A point normal about 0, both numbers from one draw of Box and Muller.</summary>
    private static GlyphPoint Noise(float size, SeededRandom random)
    {
        var radius = size * MathF.Sqrt(-2 * (float)Math.Log(1 - random.Uniform()));
        var (sin, cos) = MathF.SinCos(2 * MathF.PI * (float)random.Uniform());
        return new(radius * cos, radius * sin);
    }

    /// <summary>From the glyph's box to the paper.</summary>
    private GlyphPoint Place(GlyphPoint p) => new(_x + _xx * p.X + _xy * p.Y, _y + _yx * p.X + _yy * p.Y);
}
