using MamlEdge.Trainer.Random;

namespace MamlEdge.Trainer.Tasks;

/// <summary>
/// A character of an alphabet that nobody writes: strokes that start anywhere or on a stroke before, and go straight, bend or turn sharply.
/// Centred in the box [-1, 1] x [-1, 1], whose longer side it fills.
/// </summary>
internal sealed class Glyph
{
    private const double LeastLength = 0.5, MostLength = 1.2, JointShare = 0.65, ReturnShare = 0.15;

    /// <summary>How often a glyph has 1, 2, 3, 4 and 5 strokes, and a stroke 1 to 4 pieces.</summary>
    private static readonly double[] StrokeShares = [0.14, 0.33, 0.29, 0.16, 0.08], PieceShares = [0.34, 0.3, 0.24, 0.12];

    private Glyph(Stroke[] strokes) => Strokes = strokes;

    /// <summary>The strokes, in the order in which they are drawn.</summary>
    public Stroke[] Strokes { get; }

    /// <summary>A random character.</summary>
    public static Glyph Draw(SeededRandom random)
    {
        var strokes = new Stroke[1 + Pick(StrokeShares, random)];
        for (var i = 0; i < strokes.Length; i++)
        {
            var start = i > 0 && random.Uniform() < JointShare ? PointOf(strokes[random.Below(i)], random) : new GlyphPoint((float)random.Uniform(-1, 1), (float)random.Uniform(-1, 1));
            strokes[i] = Walk(start, random);
        }

        return new Glyph(Centred(strokes));
    }

    /// <summary>A stroke as a walk: the pen keeps a bend of its own, and at corners changes its direction.</summary>
    private static Stroke Walk(GlyphPoint start, SeededRandom random)
    {
        var (pieces, smooth) = (1 + Pick(PieceShares, random), random.Uniform() < 0.55);
        var direction = random.Below(8) * Math.PI / 4 + 0.15 * random.Normal();
        var bend = smooth ? (random.Below(2) * 2 - 1) * random.Uniform(0.35, 1.3) : 0;
        var points = new GlyphPoint[(smooth ? 2 : 1) * pieces + 1];
        points[0] = start;
        var step = random.Uniform(LeastLength, MostLength) / (smooth ? 1.5 : 1);
        for (var i = 1; i < points.Length; i++)
        {
            points[i] = points[i - 1] + new GlyphPoint((float)(step * Math.Cos(direction)), (float)(step * Math.Sin(direction)));
            direction += smooth ? bend + 0.25 * random.Normal() : (random.Below(2) * 2 - 1) * (random.Below(2) == 0 ? Math.PI / 2 + 0.1 * random.Normal() : random.Uniform(1, 2.6));
            // An S: the bend goes to the other side.
            if (smooth && random.Uniform() < 0.2) bend = -bend;
            if (!smooth) step = random.Uniform(LeastLength, MostLength);
        }

        if (points.Length > 3 && random.Uniform() < ReturnShare) points[^1] = start;
        return new Stroke(points, smooth);
    }

    /// <summary>A place on a stroke: more often an end or a joint than one between.</summary>
    private static GlyphPoint PointOf(Stroke stroke, SeededRandom random)
    {
        var i = random.Below(stroke.Points.Length);
        if (i == 0 || stroke.Smooth || random.Below(2) == 0) return stroke.Points[i];
        return stroke.Points[i - 1] + (float)random.Uniform(0.25, 0.75) * (stroke.Points[i] - stroke.Points[i - 1]);
    }

    /// <summary>Moves and scales the strokes, in place. Plain loops, because every drawing begins with its character.</summary>
    private static Stroke[] Centred(Stroke[] strokes)
    {
        var (left, right, top, bottom) = (float.MaxValue, float.MinValue, float.MaxValue, float.MinValue);
        foreach (var stroke in strokes)
        {
            foreach (var (x, y) in stroke.Points)
                (left, right, top, bottom) = (Math.Min(left, x), Math.Max(right, x), Math.Min(top, y), Math.Max(bottom, y));
        }

        var middle = new GlyphPoint((left + right) / 2, (top + bottom) / 2);
        var scale = 2 / Math.Max(Math.Max(right - left, bottom - top), 0.5f);
        foreach (var stroke in strokes)
            foreach (ref var point in stroke.Points.AsSpan()) point = scale * (point - middle);
        return strokes;
    }

    private static int Pick(double[] shares, SeededRandom random)
    {
        var (left, index) = (random.Uniform(), 0);
        while (index < shares.Length - 1 && left >= shares[index]) left -= shares[index++];
        return index;
    }
}
