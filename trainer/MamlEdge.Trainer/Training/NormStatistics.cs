using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Engines;

namespace MamlEdge.Trainer.Training;

/// <summary>
/// The statistics among the parameters, means and variances of batch normalisations. No gradient changes them: what the engine gives in the
/// place of one is how far they are from what the tasks of the batch show, and they go a part of that way, a moving average. Where steps have
/// statistics of their own, each follows what the tasks show at that step.
/// </summary>
internal sealed class NormStatistics
{
    /// <summary>Share of what a meta-batch shows in the average.</summary>
    private const float Share = 0.01f;

    private readonly ParameterSlot[] _slots;

    /// <summary>The statistics of a model.</summary>
    public NormStatistics(ForwardModel model, ParameterLayout layout)
    {
        var names = model.Statistics.SelectMany(name => new[] { ParameterLayout.ThetaPrefix + name, ParameterLayout.StepPrefix + name }).ToHashSet();
        _slots = [.. layout.Slots.Where(slot => names.Contains(slot.Name))];
    }

    /// <summary>Moves the statistics, and takes them out of the gradient, so that it is one.</summary>
    /// <param name="parameters">All parameters.</param>
    /// <param name="gradient">What the engine computed.</param>
    public void Follow(ParameterVector parameters, ParameterVector gradient)
    {
        foreach (var slot in _slots)
        {
            var values = parameters[slot];
            var away = gradient[slot];
            for (var i = 0; i < values.Length; i++) values[i] -= Share * away[i];
            away.Clear();
        }
    }
}
