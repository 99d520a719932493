using System.Text.Json.Serialization;

namespace MamlEdge.Trainer.Optimizers;

/// <summary>The outer learning rate over a run.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ConstantSchedule), "constant")]
[JsonDerivedType(typeof(CosineSchedule), "cosine")]
[JsonDerivedType(typeof(LinearSchedule), "linear")]
public abstract record RateSchedule
{
    /// <summary>The rate of one iteration.</summary>
    /// <param name="iteration">0 for the first.</param>
    /// <param name="total">Iterations of the whole run.</param>
    public abstract double At(long iteration, long total);
}
