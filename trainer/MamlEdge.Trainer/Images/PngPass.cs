namespace MamlEdge.Trainer.Images;

/// <summary>The pixels of one scan: all of them, or one of the seven reduced images of Adam7 interlacing.</summary>
internal readonly record struct PngPass(int StartX, int StartY, int StepX, int StepY, int Width, int Height)
{
    private static readonly (int X, int Y, int StepX, int StepY)[] Adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    public static IEnumerable<PngPass> Of(PngHeader header) =>
        !header.Interlaced
            ? [new PngPass(0, 0, 1, 1, header.Width, header.Height)]
            : Adam7
                .Select(p => new PngPass(p.X, p.Y, p.StepX, p.StepY,
                    (header.Width - p.X + p.StepX - 1) / p.StepX, (header.Height - p.Y + p.StepY - 1) / p.StepY))
                .Where(p => p is { Width: > 0, Height: > 0 });

    /// <summary>Puts row <paramref name="y"/> of this pass into its places in the image.</summary>
    public void Spread(ReadOnlySpan<float> line, int y, int imageWidth, int channels, Span<float> image)
    {
        for (var x = 0; x < Width; x++)
        {
            var pixel = (StartY + y * StepY) * imageWidth + StartX + x * StepX;
            line.Slice(x * channels, channels).CopyTo(image[(pixel * channels)..]);
        }
    }
}
