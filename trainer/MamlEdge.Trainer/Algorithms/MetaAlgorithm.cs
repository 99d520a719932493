using MamlEdge.Exporter.Adaptation;

namespace MamlEdge.Trainer.Algorithms;

/// <summary>
/// A way to learn an initialisation. An algorithm says which inner loop the training graph unrolls and differentiates; the
/// outer loop, the engine and what ships are the same for all.
/// </summary>
public abstract record MetaAlgorithm
{
    private static readonly MetaAlgorithm[] Known = [new Maml(), new FirstOrderMaml()];

    /// <summary>Names that <see cref="Named"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(algorithm => algorithm.Name)];

    /// <summary>The name on the command line and in settings.</summary>
    public abstract string Name { get; }

    /// <summary>Finds an algorithm.</summary>
    /// <exception cref="ArgumentException">There is none of that name; the message lists those that there are.</exception>
    public static MetaAlgorithm Named(string name) => Known.FirstOrDefault(algorithm => algorithm.Name == name)
        ?? throw new ArgumentException($"There is no algorithm '{name}'. Choose one of {string.Join(", ", Names)}.", nameof(name));

    /// <summary>The inner loop of the training graph.</summary>
    /// <param name="inner">The inner loop that the settings ask for.</param>
    public abstract InnerLoopSpec TrainingLoop(InnerLoopSpec inner);
}
