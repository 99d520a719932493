namespace MamlEdge.Trainer.Tasks;

/// <summary>An image that is not decoded yet.</summary>
/// <param name="Name">Path of the file, for messages.</param>
/// <param name="Read">Its content.</param>
internal sealed record ImageFile(string Name, Func<byte[]> Read);
