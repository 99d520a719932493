namespace MamlEdge.Trainer.Evaluation;

/// <summary>Answers of about the same confidence.</summary>
/// <param name="From">Lower end of the confidences, not included.</param>
/// <param name="To">Upper end, included.</param>
/// <param name="Count">Answers in the bin.</param>
/// <param name="Confidence">Their mean confidence.</param>
/// <param name="Accuracy">The share of them that is right.</param>
public sealed record CalibrationBin(double From, double To, int Count, double Confidence, double Accuracy);
