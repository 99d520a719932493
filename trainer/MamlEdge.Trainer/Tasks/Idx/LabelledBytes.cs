namespace MamlEdge.Trainer.Tasks;

/// <summary>One of the two parts of MNIST: images [N, height, width] of bytes with their labels [N].</summary>
/// <param name="Images">The images.</param>
/// <param name="Labels">The labels.</param>
internal sealed record LabelledBytes(IdxFile Images, IdxFile Labels)
{
    public int Count => Labels.Data.Length;

    /// <summary>Reads PART-images-idx3-ubyte and PART-labels-idx1-ubyte.</summary>
    public static LabelledBytes Read(string folder, string part, int classes)
    {
        var (images, labels) = (IdxFile.Read(folder, $"{part}-images-idx3-ubyte", 3), IdxFile.Read(folder, $"{part}-labels-idx1-ubyte", 1));
        if (images.Shape[0] != labels.Shape[0])
            throw new InvalidDataException($"'{images.Path}' has {images.Shape[0]} images, but '{labels.Path}' has {labels.Shape[0]} labels. The files must be of the same part.");
        if (Array.FindIndex(labels.Data, label => label >= classes) is >= 0 and var bad)
            throw new InvalidDataException($"'{labels.Path}', label {bad}: expected 0 to {classes - 1}, got {labels.Data[bad]}.");
        return new LabelledBytes(images, labels);
    }

    /// <summary>The images from <paramref name="first"/> on, up to <paramref name="end"/>, of each label.</summary>
    public int[][] ByLabel(int classes, int first, int end) =>
        [.. Enumerable.Range(0, classes).Select(label => Enumerable.Range(first, end - first).Where(i => Labels.Data[i] == label).ToArray())];

    /// <summary>One image as ink in [0, 1].</summary>
    public void Copy(int image, Span<float> pixels)
    {
        var bytes = Images.Data.AsSpan(image * pixels.Length, pixels.Length);
        for (var i = 0; i < pixels.Length; i++) pixels[i] = bytes[i] / 255f;
    }
}
