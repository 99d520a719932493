using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Algorithms;
using MamlEdge.Trainer.Engines;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Training;

/// <summary>What a run trains on which tasks, and what it ships for which: the same, but for a baseline that trains another model.</summary>
/// <param name="Model">The model that is trained.</param>
/// <param name="Tasks">What it is trained on.</param>
/// <param name="Shipped">The model that is validated and ships.</param>
/// <param name="ShippedTasks">The tasks that it adapts to.</param>
internal sealed record TrainingSubject(ForwardModel Model, ITaskSource Tasks, ForwardModel Shipped, ITaskSource ShippedTasks)
{
    /// <summary>Names of parameters that ship as the model was built.</summary>
    public IReadOnlyCollection<string> Fresh { get; init; } = [];

    /// <summary>The same model and tasks for both.</summary>
    public static TrainingSubject Of(ForwardModel model, ITaskSource tasks) => new(model, tasks, model, tasks);

    /// <summary>What the algorithm of a run makes of its model and tasks.</summary>
    /// <exception cref="ArgumentException">The algorithm cannot train on such tasks.</exception>
    public static TrainingSubject Of(TrainingSettings settings, ITaskSource tasks)
    {
        var (spec, joint) = MetaAlgorithm.Named(settings.Algorithm).Training(settings.Model, tasks);
        var shipped = settings.Model.Build(settings.Seed);
        return new(spec == settings.Model ? shipped : spec.Build(settings.Seed), joint, shipped, tasks) { Fresh = FreshOf(settings, shipped, tasks.Labels) };
    }

    /// <summary>Names of the parameters of a run that ship as the model was built.</summary>
    /// <param name="settings">The run.</param>
    /// <param name="shipped">The model.</param>
    /// <param name="labels">Classes that are the same in every task; null for none.</param>
    public static IReadOnlyCollection<string> FreshOf(TrainingSettings settings, ForwardModel shipped, IReadOnlyList<string>? labels) =>
        MetaAlgorithm.Named(settings.Algorithm).ShipsFreshHead(settings.Inner.Loss, labels)
            ? [.. shipped.Parameters.Select(parameter => parameter.Name).Where(settings.Model.IsHead)]
            : [];

    /// <summary>The parameters to validate with.</summary>
    /// <param name="trained">What the run has learned so far.</param>
    /// <param name="layout">The parameters of the model that ships.</param>
    public ParameterVector ToShip(ParameterVector trained, ParameterLayout layout)
    {
        if (Fresh.Count == 0) return trained;
        var vector = new ParameterVector(layout);
        var learned = trained.Layout.Slots.ToDictionary(slot => slot.Name);
        var built = Shipped.Parameters.Where(parameter => Fresh.Contains(parameter.Name)).ToDictionary(parameter => ParameterLayout.ThetaPrefix + parameter.Name, parameter => parameter.Values);
        foreach (var slot in layout.Slots)
        {
            if (built.TryGetValue(slot.Name, out var values)) values.CopyTo(vector[slot]);
            else trained[learned[slot.Name]].CopyTo(vector[slot]);
        }

        return vector;
    }
}
