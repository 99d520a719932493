namespace MamlEdge.Cli.Results;

/// <summary>What a model says of one example.</summary>
/// <param name="Example">Its file, or its index.</param>
internal sealed record Prediction(string Example)
{
    /// <summary>The most probable class; null for a model that is no classifier.</summary>
    public int? Class { get; init; }

    /// <summary>The name of that class, where the bundle names its classes.</summary>
    public string? Label { get; init; }

    /// <summary>The probability of each class, or of yes for each output of a yes-or-no model; null for a regression.</summary>
    public IReadOnlyList<float>? Probabilities { get; init; }

    /// <summary>The outputs of a regression; null for the others.</summary>
    public IReadOnlyList<float>? Values { get; init; }
}
