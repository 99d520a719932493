namespace MamlEdge.Trainer.Training;

/// <summary>What the outer loop descends, beside the query loss after the last step.</summary>
public sealed record ObjectiveSettings
{
    /// <summary>λ of the mixed objective λ L_query(θ) + L_query(adapted θ); 0 leaves the loss before adaptation out.</summary>
    public double PreAdaptationWeight { get; init; }

    /// <summary>
    /// Part of the iterations, from the start, in which the query loss after every step counts, the last one more and more (Antoniou et al.
    /// 2019, section 4, MSL).
    /// </summary>
    public double MultiStepPart { get; init; }

    /// <summary>Part of the iterations, from the start, that ignore second derivatives (Antoniou et al. 2019, section 4, DA).</summary>
    public double FirstOrderPart { get; init; }

    /// <summary>Iterations of conjugate gradients for an implicit gradient.</summary>
    public int ConjugateSteps { get; init; } = 5;
}
