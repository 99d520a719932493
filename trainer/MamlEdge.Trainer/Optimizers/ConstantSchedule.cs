namespace MamlEdge.Trainer.Optimizers;

/// <summary>The same rate throughout.</summary>
/// <param name="Rate">Outer learning rate.</param>
public sealed record ConstantSchedule(double Rate) : RateSchedule
{
    /// <inheritdoc/>
    public override double At(long iteration, long total) => Rate;
}
