using MamlEdge.Bundle;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Images;

namespace MamlEdge.Cli.Inputs;

/// <summary>Folders of image files.</summary>
internal static class ImageFolder
{
    private static readonly ImageReaders Reader = new();

    /// <summary>One folder for each class; labels follow the ordinal order of the folders' names.</summary>
    public static GivenExamples ReadClasses(string folder, Preprocessor preprocessor)
    {
        var classes = ClassFolders.Read(folder);
        var files = classes.SelectMany((c, label) => c.Files.Select(file => (file, label))).ToArray();
        return new GivenExamples(
            Read([.. files.Select(f => f.file)], preprocessor),
            SafeTensor.FromLongs([.. files.Select(f => (long)f.label)], files.Length),
            [.. files.Select(f => Path.GetRelativePath(folder, f.file))],
            [.. classes.Select(c => c.Name)]);
    }

    /// <summary>All images in a folder and in its folders, in ordinal order of their paths.</summary>
    public static GivenExamples ReadAll(string folder, Preprocessor preprocessor)
    {
        var files = ClassFolders.ReadAll(folder);
        if (files.Length == 0)
            throw new InvalidDataException($"'{folder}' holds no images. Expected image files in it or in its folders.");
        return new GivenExamples(Read(files, preprocessor), null, [.. files.Select(f => Path.GetRelativePath(folder, f))]);
    }

    private static SafeTensor Read(string[] files, Preprocessor preprocessor)
    {
        var images = preprocessor.Images([.. files.Select(file => Reader.Read(File.ReadAllBytes(file), file))]);
        return SafeTensor.FromFloats(images.Values.Span, images.Shape.ToArray());
    }
}
