using MamlEdge.Device.Results.Json;

namespace MamlEdge.Device.Results;

/// <summary>What the first use of a bundle costs in a fresh process.</summary>
/// <param name="Load">Milliseconds to load the bundle, hashes checked, and to open its prediction graph; ONNX Runtime itself is loaded in them.</param>
/// <param name="Adapt">Milliseconds to open the adaptation graph and adapt; null where the base model predicts.</param>
/// <param name="Predict">Milliseconds to the first prediction, for an adapted model with opening its session.</param>
/// <param name="PeakResidentBytes">The most physical memory that the process has had until then.</param>
internal sealed record StartFigures(double Load, double? Adapt, double Predict, long PeakResidentBytes)
{
    /// <summary>Its fields.</summary>
    public void Write(JsonFields json)
    {
        json.Number("load", Load);
        json.Number("adapt", Adapt);
        json.Number("predict", Predict);
        json.Number("peakResidentBytes", PeakResidentBytes);
    }
}
