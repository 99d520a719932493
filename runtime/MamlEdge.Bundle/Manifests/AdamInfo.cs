namespace MamlEdge.Bundle;

/// <summary>Figures of Adam in the inner loop.</summary>
/// <param name="Beta1">Decay of the mean gradient.</param>
/// <param name="Beta2">Decay of the mean square.</param>
/// <param name="Epsilon">Beside the mean square stands its square.</param>
public sealed record AdamInfo(double Beta1, double Beta2, double Epsilon);
