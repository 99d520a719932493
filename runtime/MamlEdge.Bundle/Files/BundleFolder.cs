namespace MamlEdge.Bundle;

/// <summary>A bundle that is a folder. Links are followed only to files of the same folder.</summary>
internal sealed class BundleFolder(string folder) : BundleReader(folder)
{
    private protected override long? LengthOf(string name)
    {
        var file = new FileInfo(Path.Combine(Location, name));
        if (!file.Exists)
            return null;
        try
        {
            return file.LinkTarget is null || RealPath.IsInside(Location, file.FullName)
                ? FileBytes.LengthOf(file.FullName)
                : throw new BundleException(
                    file.FullName, "a file of the bundle's folder", $"a link to '{file.LinkTarget}' outside of it",
                    "Put the files themselves into the folder (cp -rL).");
        }
        catch (IOException error)
        {
            throw new BundleException(file.FullName, "a readable file", error.Message, "Check the path and its permissions.", error);
        }
    }

    private protected override byte[] ReadRaw(string name, int length) => FileBytes.Read(Path.Combine(Location, name), length);
}
