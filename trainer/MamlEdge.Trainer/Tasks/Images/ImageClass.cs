namespace MamlEdge.Trainer.Tasks;

/// <summary>A class of stored images, which lie one after the other.</summary>
/// <param name="Name">Its name.</param>
/// <param name="First">Index of its first image among all.</param>
/// <param name="Count">How many images it has.</param>
public sealed record ImageClass(string Name, int First, int Count);
