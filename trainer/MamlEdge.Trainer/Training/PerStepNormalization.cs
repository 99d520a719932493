namespace MamlEdge.Trainer.Training;

/// <summary>What of a normalisation has a value of its own for each inner step (Antoniou et al. 2019, section 4).</summary>
public enum PerStepNormalization
{
    /// <summary>Nothing: all steps share what there is.</summary>
    None,

    /// <summary>Running statistics (BNRS): those of step j are moving averages of the activations of the parameters after j steps.</summary>
    Statistics,

    /// <summary>Scales and shifts too (BNWB), which the outer loop then learns for each step and no step changes.</summary>
    All,
}
