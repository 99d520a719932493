namespace MamlEdge.Trainer.Images;

/// <summary>Image files on disk: one folder for each class. File systems and viewers leave hidden files behind, such as .DS_Store; they are nobody's examples.</summary>
public static class ClassFolders
{
    /// <summary>The classes in ordinal order of their names, each with its files.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="InvalidDataException">It holds no folders, or one of them no files.</exception>
    public static IReadOnlyList<(string Name, string[] Files)> Read(string folder)
    {
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"The image folder '{folder}' does not exist. Expected a folder with one folder of images for each class.");
        (string Name, string[] Files)[] classes = [.. Visible(Directory.GetDirectories(folder)).Select(path => (Path.GetFileName(path), Files(path)))];
        if (classes.Length == 0)
            throw new InvalidDataException($"'{folder}' holds no folders. Expected one folder of images for each class: {Path.Combine(folder, "CLASS", "image.png")}.");
        if (classes.FirstOrDefault(c => c.Files.Length == 0) is { Name: { } empty })
            throw new InvalidDataException($"The class folder '{Path.Combine(folder, empty)}' holds no images. Add images or remove the folder.");
        return classes;
    }

    /// <summary>All files in a folder and in its folders, in ordinal order of their paths.</summary>
    public static string[] ReadAll(string folder) => [.. Files(folder), .. Visible(Directory.GetDirectories(folder)).SelectMany(Files)];

    private static string[] Files(string folder) => [.. Visible(Directory.GetFiles(folder))];

    private static IEnumerable<string> Visible(string[] paths) => paths.Where(path => !Path.GetFileName(path).StartsWith('.')).Order(StringComparer.Ordinal);
}
