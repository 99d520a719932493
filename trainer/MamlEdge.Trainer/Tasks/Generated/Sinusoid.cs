namespace MamlEdge.Trainer.Tasks;

/// <summary>One regression task: y = amplitude x sin(x - phase).</summary>
/// <param name="Amplitude">Height of the wave.</param>
/// <param name="Phase">Shift along x, in radians.</param>
public readonly record struct Sinusoid(double Amplitude, double Phase)
{
    /// <summary>The target value at <paramref name="x"/>.</summary>
    public double At(double x) => Amplitude * Math.Sin(x - Phase);
}
