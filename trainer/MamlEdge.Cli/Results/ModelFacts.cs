using MamlEdge.Exporter.Bundles;

namespace MamlEdge.Cli.Results;

/// <summary>One ONNX model.</summary>
/// <param name="Name">Its file.</param>
/// <param name="Bytes">Its size, without external data.</param>
/// <param name="Nodes">Number of nodes.</param>
/// <param name="Facts">All else that there is to know.</param>
internal sealed record ModelFacts(string Name, long Bytes, int Nodes, OnnxFacts Facts);
