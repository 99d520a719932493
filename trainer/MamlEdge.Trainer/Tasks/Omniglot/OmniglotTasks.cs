using MamlEdge.Bundle;
using MamlEdge.Trainer.Images;

namespace MamlEdge.Trainer.Tasks;

/// <summary>
/// Few-shot classification of handwritten characters: Omniglot (Lake et al. 2015), 1,623 characters by 20 writers.
/// An image is [1, side, side], ink 1 on background 0.
/// </summary>
public static class OmniglotTasks
{
    /// <summary>1,100 / 100 / 423 of 1,623 characters (Finn et al. 2017); the same proportions of fewer.</summary>
    private static readonly ClassSplits Shares = new("character", 1100, 100, 423);

    /// <summary>The usual options: each training character counts as four classes.</summary>
    public static ImageOptions Usual { get; } = new() { RotatedSplits = [Split.Train] };

    /// <summary>Ink on paper: dark on light in a file, 1 on 0 for the model.</summary>
    /// <param name="side">Pixels of a side.</param>
    public static Preprocessing Ink(int side) => Preprocessing.OfImage(side, side, channels: 1, invert: true);

    /// <summary>Reads and decodes all images, in parallel.</summary>
    /// <param name="folder">Holds images_background.zip and images_evaluation.zip, or the same unpacked.</param>
    /// <param name="options">Null: the usual ones. Without a split, the folder splits/ beside the data where it exists, else a seeded split.</param>
    /// <param name="reader">Decodes the images; null: <see cref="PngReader"/>.</param>
    /// <exception cref="IOException">The folder or a file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">A zip, an image or the split file is damaged.</exception>
    public static ImageTasks Load(string folder, ImageOptions? options = null, IImageReader? reader = null)
    {
        options ??= Usual;
        var characters = OmniglotFiles.Read(folder);
        var splits = Shares.Make([.. characters.Select(c => c.Name)], options, Path.Combine(folder, "splits"));
        var how = Ink(options.Side);
        return new ImageTasks("omniglot", StoredImages.Decode(characters, how, reader ?? new PngReader()), splits, options, how);
    }
}
