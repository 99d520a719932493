namespace MamlEdge.Bundle;

/// <summary>A bundle that is a folder.</summary>
internal sealed class BundleFolder(string folder) : BundleReader(folder)
{
    private protected override byte[]? ReadRaw(string name)
    {
        var path = Path.Combine(Location, name);
        return File.Exists(path) ? FileBytes.Read(path) : null;
    }
}
