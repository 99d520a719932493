namespace MamlEdge.Trainer.Engines;

/// <summary>The number format that an engine computes in. Parameters and moments are float32 in every one.</summary>
public enum Precision
{
    /// <summary>Float32 throughout, without TF32.</summary>
    Float32,

    /// <summary>
    /// Mixed: matrix products and convolutions take their operands, and give their results, as bfloat16 (8 bits of mantissa) and sum
    /// in float32; everything else is float32.
    /// </summary>
    BFloat16,

    /// <summary>Double precision throughout, for checks.</summary>
    Float64,
}
