namespace MamlEdge.Trainer.Optimizers;

/// <summary>
/// Falls from <paramref name="Start"/> to <paramref name="End"/> along half a cosine (Loshchilov and Hutter 2017):
/// end + (start - end) (1 + cos(pi t / T)) / 2. MAML++ uses it from 1e-3 to 1e-5.
/// </summary>
/// <param name="Start">Rate of the first iteration.</param>
/// <param name="End">Rate that the run ends at.</param>
public sealed record CosineSchedule(double Start, double End) : RateSchedule
{
    /// <inheritdoc/>
    public override double At(long iteration, long total) =>
        End + (Start - End) * (1 + Math.Cos(Math.PI * Math.Clamp((double)iteration / Math.Max(1, total), 0, 1))) / 2;
}
