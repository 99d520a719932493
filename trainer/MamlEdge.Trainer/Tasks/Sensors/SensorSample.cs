namespace MamlEdge.Trainer.Tasks;

/// <summary>One moment of a recording.</summary>
/// <param name="Seconds">Its time.</param>
/// <param name="Channels">What was measured.</param>
/// <param name="Activity">What the person did.</param>
internal readonly record struct SensorSample(double Seconds, float[] Channels, string Activity);
