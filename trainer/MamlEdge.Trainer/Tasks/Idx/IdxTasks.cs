using MamlEdge.Bundle;

namespace MamlEdge.Trainer.Tasks;

/// <summary>
/// Tasks from data sets in MNIST's format: MNIST (LeCun et al. 1998) and Fashion-MNIST (Xiao et al. 2017), 70,000 images of 10 classes.
/// An input is [1, 28, 28], 1 on background 0.
/// </summary>
public static class IdxTasks
{
    private const int Classes = 10;

    /// <summary>Every sixth image of the published training part is for validation where splits share classes.</summary>
    private const int ValidationShare = 6;

    /// <summary>Five classes to learn from, so that tasks have up to five ways, two to choose settings by, three to test on.</summary>
    private static readonly ClassSplits Shares = new("class", 5, 2, 3);

    private static readonly string[] Digits = [.. Enumerable.Range(0, Classes).Select(digit => $"{digit}")];

    private static readonly string[] Clothes =
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    /// <summary>Reads the four files of a data set.</summary>
    /// <param name="name"><c>mnist</c> or <c>fashion-mnist</c>.</param>
    /// <param name="folder">Holds train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, as published (.gz) or unpacked.</param>
    /// <param name="options">
    /// Null: the usual ones. The family of classes splits them in the order of their labels, 5 / 2 / 3, or as the options say; all 70,000
    /// images take part. In the other families a task has all ten classes: meta-train and meta-validation have five and one sixth of the
    /// published training images, meta-test has the published test images.
    /// </param>
    /// <exception cref="ArgumentException">The options do not fit the family.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public static ITaskSource Load(string name, string folder, ImageOptions? options = null)
    {
        options ??= new ImageOptions();
        var (names, train, test) = (name == "mnist" ? Digits : Clothes, LabelledBytes.Read(folder, "train", Classes), LabelledBytes.Read(folder, "t10k", Classes));
        var (height, width) = (train.Images.Shape[1], train.Images.Shape[2]);
        if ((height, width) != (test.Images.Shape[1], test.Images.Shape[2]))
            throw new InvalidDataException($"'{test.Images.Path}' has images of {test.Images.Shape[2]} x {test.Images.Shape[1]} pixels, '{train.Images.Path}' of {width} x {height}. "
                + "The files must be of the same data set.");
        var how = Preprocessing.OfImage(width, height, channels: 1);
        if (options.Family == ImageFamily.Classes)
        {
            var both = train.ByLabel(Classes, 0, train.Count).Zip(test.ByLabel(Classes, 0, test.Count), (a, b) => ((int[] Train, int[] Test))(a, b));
            var images = Store(names, [.. both], train, test);
            return new ImageTasks(name, images, Split(names, options), options, how);
        }

        if (options.SplitFile is not null || options.SeededSplit || options.RotatedSplits.Count > 0 || options.Mirrored)
            throw new ArgumentException($"The family {options.Family} has all classes in every task: "
                + "it takes no split of classes and no rotated or mirrored ones (--split-file, --seeded-split, --rotations, --mirror).");
        var border = train.Count - train.Count / ValidationShare;
        (int[], int[])[] parts =
        [
            .. train.ByLabel(Classes, 0, border).Select(images => (images, Array.Empty<int>())),
            .. train.ByLabel(Classes, border, train.Count).Select(images => (images, Array.Empty<int>())),
            .. test.ByLabel(Classes, 0, test.Count).Select(images => (Array.Empty<int>(), images)),
        ];
        var splits = ClassSplits.Parts.Select((part, i) => (part.Split, Range: Enumerable.Range(i * Classes, Classes).ToArray())).ToDictionary(p => p.Split, p => p.Range);
        var all = new ImageTasks(name, Store([.. names, .. names, .. names], parts, train, test), splits, options, how, fixedLabels: true);
        return new TransformedTasks(all, options.Family == ImageFamily.Rotations ? random => AffineWarp.Turn(width, random) : random => new PixelPermutation(height * width, random));
    }

    private static Dictionary<Split, int[]> Split(string[] names, ImageOptions options) => options.SplitFile is null && !options.SeededSplit
        ? Shares.InOrder(names.Length)
        : Shares.Make(names, options, beside: "");

    private static StoredImages Store(string[] names, (int[] Train, int[] Test)[] chosen, LabelledBytes train, LabelledBytes test)
    {
        long[] shape = [1, train.Images.Shape[1], train.Images.Shape[2]];
        var size = (int)(shape[1] * shape[2]);
        var pixels = new float[checked(size * chosen.Sum(c => c.Train.Length + c.Test.Length))];
        var (classes, next) = (new List<ImageClass>(), 0);
        foreach (var (name, (fromTrain, fromTest)) in names.Zip(chosen))
        {
            classes.Add(new ImageClass(name, next, fromTrain.Length + fromTest.Length));
            foreach (var image in fromTrain) train.Copy(image, pixels.AsSpan(size * next++, size));
            foreach (var image in fromTest) test.Copy(image, pixels.AsSpan(size * next++, size));
        }

        return new StoredImages(shape, pixels, classes);
    }
}
