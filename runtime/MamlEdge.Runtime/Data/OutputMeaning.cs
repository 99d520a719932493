using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>What the outputs of a model mean.</summary>
/// <param name="Task">Logits of classes, logits of yes, or numbers.</param>
/// <param name="Temperature">Divides logits before they become probabilities (Guo et al. 2017, section 4.2); 1 where none was fitted.</param>
/// <param name="Labels">Names of the classes, where they are known.</param>
internal sealed record OutputMeaning(TaskKind Task, double Temperature, IReadOnlyList<string>? Labels)
{
    /// <summary>That of a bundle, with the names that a personal state gave its classes.</summary>
    internal static OutputMeaning Of(Manifest manifest, PersonalState? state = null) =>
        new(manifest.Task, manifest.Calibration?.Temperature ?? 1, state?.Origin.Classes ?? manifest.Labels);
}
