namespace MamlEdge.Trainer.Tasks;

/// <summary>One character and its image files, still encoded.</summary>
internal sealed record OmniglotCharacter(OmniglotName Name, IReadOnlyList<(string File, byte[] Content)> Images);
