using System.Runtime.ExceptionServices;
using MamlEdge.Bundle;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Images;

namespace MamlEdge.Trainer.Tasks;

/// <summary>All images of a data set in memory, class after class, in one array: an episode is a gather by index.</summary>
public sealed class StoredImages : IImageClasses
{
    private readonly int _size;

    /// <summary>Wraps decoded images without copying them.</summary>
    /// <param name="shape">Channels, height, width.</param>
    /// <param name="pixels">[images, channels, height, width], row-major.</param>
    /// <param name="classes">Which images belong together.</param>
    /// <exception cref="ArgumentException">The classes do not fit into the pixels.</exception>
    public StoredImages(IReadOnlyList<long> shape, float[] pixels, IReadOnlyList<ImageClass> classes)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(classes);
        (Shape, Pixels, Classes, _size) = (shape, pixels, classes, checked((int)shape.Aggregate(1L, (a, b) => a * b)));
        Store = new ExampleStore(shape, pixels, []);
        if (classes.FirstOrDefault(c => c.First < 0 || c.Count < 0 || (long)(c.First + c.Count) * _size > pixels.Length) is { } outside)
            throw new ArgumentException($"Class '{outside.Name}' has the images {outside.First} to {outside.First + outside.Count - 1}, but there are {pixels.Length / _size}.", nameof(classes));
    }

    /// <inheritdoc/>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>All images: [images, channels, height, width], row-major.</summary>
    public float[] Pixels { get; }

    /// <summary>The same, for engines that keep examples on a device of their own.</summary>
    public ExampleStore Store { get; }

    /// <summary>The classes, each a range of images.</summary>
    public IReadOnlyList<ImageClass> Classes { get; }

    /// <inheritdoc/>
    public int Count => Classes.Count;

    /// <inheritdoc/>
    public string NameOf(int index) => Classes[index].Name;

    /// <inheritdoc/>
    public int ImagesOf(int index) => Classes[index].Count;

    /// <inheritdoc/>
    public ReadOnlySpan<float> Read(int index, int image, Span<float> room) => Pixels.AsSpan((Classes[index].First + image) * _size, _size);

    /// <summary>Decodes image files in parallel, each as <paramref name="how"/> says.</summary>
    /// <exception cref="InvalidDataException">An image is damaged, or there are more than fit into one array.</exception>
    internal static StoredImages Decode(IReadOnlyList<(string Name, IReadOnlyList<ImageFile> Files)> classes, Preprocessing how, IImageReader reader)
    {
        long[] shape = [how.Channels!.Value, how.Height!.Value, how.Width!.Value];
        var (size, files) = (shape.Aggregate(1L, (a, b) => a * b), classes.SelectMany(c => c.Files).ToArray());
        if (size * files.Length > Array.MaxLength)
            throw new InvalidDataException($"{files.Length} images of {size} values each do not fit into memory at once. Make them smaller (--side, --channels), or take fewer classes.");
        var (pixels, preprocessor) = (new float[size * files.Length], new Preprocessor(how));
        try
        {
            Parallel.For(0, files.Length, i =>
                preprocessor.Image(reader.Read(files[i].Read(), files[i].Name), pixels.AsSpan((int)(i * size), (int)size)));
        }
        catch (AggregateException errors)
        {
            ExceptionDispatchInfo.Throw(errors.InnerExceptions[0]);
        }

        var first = 0;
        var ranges = new List<ImageClass>(classes.Count);
        foreach (var (name, images) in classes)
        {
            ranges.Add(new ImageClass(name, first, images.Count));
            first += images.Count;
        }

        return new StoredImages(shape, pixels, ranges);
    }
}
