namespace MamlEdge.Trainer.Tasks;

/// <summary>One of the 1,623 characters: the published set it is in, its alphabet, and its number there.</summary>
internal sealed record OmniglotName(string Set, string Alphabet, string Character)
{
    public override string ToString() => $"{Set}/{Alphabet}/{Character}";
}
