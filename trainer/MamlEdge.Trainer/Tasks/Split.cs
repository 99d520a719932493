namespace MamlEdge.Trainer.Tasks;

/// <summary>The part of a task distribution that an episode is drawn from. Parts share no class.</summary>
public enum Split
{
    /// <summary>Meta-training: the outer loop learns from these tasks.</summary>
    Train,

    /// <summary>Meta-validation: chooses settings and the best checkpoint.</summary>
    Validation,

    /// <summary>Meta-test: figures are reported on these and nothing is chosen by them.</summary>
    Test,
}
