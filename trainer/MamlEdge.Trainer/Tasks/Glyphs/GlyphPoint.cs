namespace MamlEdge.Trainer.Tasks;

/// <summary>A point of a glyph.</summary>
internal readonly record struct GlyphPoint(float X, float Y)
{
    public static GlyphPoint operator +(GlyphPoint a, GlyphPoint b) => new(a.X + b.X, a.Y + b.Y);

    public static GlyphPoint operator -(GlyphPoint a, GlyphPoint b) => new(a.X - b.X, a.Y - b.Y);

    public static GlyphPoint operator *(float scale, GlyphPoint p) => new(scale * p.X, scale * p.Y);
}
