namespace MamlEdge.Trainer.Optimizers;

/// <summary>How the outer loop takes a meta-gradient.</summary>
public enum OuterOptimizer
{
    /// <summary>By <see cref="Optimizers.Adam"/>.</summary>
    Adam,

    /// <summary>θ - rate * gradient.</summary>
    Sgd,
}
