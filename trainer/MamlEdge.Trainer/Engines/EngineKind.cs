namespace MamlEdge.Trainer.Engines;

/// <summary>What computes meta-gradients; the results differ by rounding only.</summary>
public enum EngineKind
{
    /// <summary>The exporter's meta-gradient graph on ONNX Runtime.</summary>
    Onnx,

    /// <summary>The exporter's forward graph on libtorch, which differentiates it; see <see cref="EngineProviders.Torch"/>.</summary>
    Torch,
}
