namespace MamlEdge.Runtime;

/// <summary>A stretch of a recording that is one example.</summary>
/// <param name="Values">[channels, length], row-major.</param>
/// <param name="Samples">For each moment of the window, the index of the sample at it or before it: to know what was going on then.</param>
public sealed record SensorWindow(float[] Values, int[] Samples);
