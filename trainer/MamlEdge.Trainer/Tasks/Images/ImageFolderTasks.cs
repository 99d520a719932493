using MamlEdge.Bundle;
using MamlEdge.Trainer.Images;

namespace MamlEdge.Trainer.Tasks;

/// <summary>Few-shot classification of anybody's images: one folder for each class, images of any size and known format in it.</summary>
public static class ImageFolderTasks
{
    /// <summary>64 / 16 / 20 of 100 classes, as mini-ImageNet is divided (Ravi and Larochelle 2017).</summary>
    private static readonly ClassSplits Shares = new("class", 64, 16, 20);

    /// <summary>The usual options: 84 x 84 in colour, as mini-ImageNet.</summary>
    public static ImageOptions Usual { get; } = new() { Side = 84, Channels = 3 };

    /// <summary>Reads and decodes all images, in parallel. Hidden files and folders are passed over.</summary>
    /// <param name="folder">Holds a folder for each class.</param>
    /// <param name="options">Null: the usual ones. Without a split, split.json in the folder where it exists, else a seeded split.</param>
    /// <param name="reader">Decodes the images; null: <see cref="ImageReaders"/>.</param>
    /// <exception cref="IOException">The folder is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">There are no classes, or an image or the split file is damaged.</exception>
    public static ImageTasks Load(string folder, ImageOptions? options = null, IImageReader? reader = null)
    {
        options ??= Usual;
        (string Name, IReadOnlyList<ImageFile> Files)[] classes =
            [.. ClassFolders.Read(folder).Select(c => (c.Name, (IReadOnlyList<ImageFile>)[.. c.Files.Select(file => new ImageFile(file, () => File.ReadAllBytes(file)))]))];
        var splits = Shares.Make([.. classes.Select(c => c.Name)], options, Path.Combine(folder, "split.json"));
        var how = Preprocessing.OfImage(options.Side, options.Side, options.Channels);
        return new ImageTasks("images", StoredImages.Decode(classes, how, reader ?? new ImageReaders()), splits, options, how);
    }
}
