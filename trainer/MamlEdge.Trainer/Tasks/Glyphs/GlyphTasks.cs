namespace MamlEdge.Trainer.Tasks;

/// <summary>
/// Few-shot classification of generated stroke characters, without end: they need no data, and look enough like Omniglot's for a model
/// that learned from them to be measured there. An image is [1, side, side], ink 1 on background 0.
/// </summary>
public static class GlyphTasks
{
    private const int Training = 1_000_000, Validation = 100_000;

    private static readonly Dictionary<Split, int[]> Splits = new()
    {
        [Split.Train] = [.. Enumerable.Range(0, Training)],
        [Split.Validation] = [.. Enumerable.Range(Training, Validation)],
        [Split.Test] = [.. Enumerable.Range(Training + Validation, GlyphClasses.Characters - Training - Validation)],
    };

    /// <summary>A million characters to train with, a hundred thousand others each for validation and test, a million drawings of each.</summary>
    /// <param name="options">Null: the usual ones, without rotated or mirrored classes.</param>
    public static ImageTasks New(ImageOptions? options = null)
    {
        options ??= new ImageOptions();
        return new ImageTasks("glyphs", new GlyphClasses(options.Side), Splits, options, OmniglotTasks.Ink(options.Side));
    }
}
