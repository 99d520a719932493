namespace MamlEdge.Trainer.Optimizers;

/// <summary>Falls from <paramref name="Start"/> to <paramref name="End"/> in a straight line (Reptile: from 1 to 0, Nichol et al. 2018).</summary>
/// <param name="Start">Rate of the first iteration.</param>
/// <param name="End">Rate that the run ends at.</param>
public sealed record LinearSchedule(double Start, double End) : RateSchedule
{
    /// <inheritdoc/>
    public override double At(long iteration, long total) => Start + (End - Start) * Math.Clamp((double)iteration / Math.Max(1, total), 0, 1);
}
