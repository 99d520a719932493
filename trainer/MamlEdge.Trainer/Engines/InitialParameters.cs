using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Trainer.Engines;

/// <summary>Fills a parameter vector from a model and its inner loop.</summary>
public static class InitialParameters
{
    /// <summary>theta and values for each step from the model; rates from the explicit rates where there are any, else the inner learning rate.</summary>
    public static ParameterVector Of(ParameterLayout layout, ForwardModel model, InnerLoopSpec inner)
    {
        var vector = new ParameterVector(layout);
        var theta = model.Parameters.ToDictionary(parameter => ParameterLayout.ThetaPrefix + parameter.Name, parameter => parameter.Values);
        foreach (var slot in layout.Slots)
        {
            if (theta.TryGetValue(slot.Name, out var values)) values.CopyTo(vector[slot]);
            else if (slot.Name.StartsWith(ParameterLayout.StepPrefix, StringComparison.Ordinal)) model.AfterEachStep(inner, slot.Name[ParameterLayout.StepPrefix.Length..]).CopyTo(vector[slot]);
            else if (inner.Rates is { } rates) rates[slot.Name[ParameterLayout.RatePrefix.Length..]].ToFloats().CopyTo(vector[slot]);
            else vector[slot].Fill((float)inner.LearningRate);
        }

        return vector;
    }
}
