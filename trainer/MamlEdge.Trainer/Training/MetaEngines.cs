using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Algorithms;
using MamlEdge.Trainer.Engines;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Training;

/// <summary>The engines of a run: one that trains, one to first order where the run begins with that, and one that validates.</summary>
internal sealed class MetaEngines : IDisposable
{
    private readonly ChosenEngine _exact;
    private readonly IMetaGradientEngine? _firstOrder;
    private readonly long _firstOrderUntil;

    private MetaEngines(ChosenEngine exact, IMetaGradientEngine? firstOrder, IMetaGradientEngine? validator, long firstOrderUntil)
    {
        (_exact, _firstOrder, Validator, _firstOrderUntil) = (exact, firstOrder, validator, firstOrderUntil);
    }

    /// <summary>The engine of the algorithm.</summary>
    public IMetaGradientEngine Exact => _exact.Engine;

    /// <summary>The engine that validates; null where a run does not.</summary>
    public IMetaGradientEngine? Validator { get; }

    /// <summary>Tasks of one run of the graph.</summary>
    public int TasksPerRun => _exact.TasksPerRun;

    /// <summary>Why there is one task a run although nobody asked for that and it was not measured; null otherwise.</summary>
    public string? Fallback => _exact.Fallback;

    /// <summary>Makes the engines that a run needs.</summary>
    /// <exception cref="NotSupportedException">The engine or its device is not there, or does not know the algorithm.</exception>
    /// <exception cref="Exporter.ExporterException">The settings of the inner loop contradict each other, or an operator has no rule.</exception>
    public static MetaEngines New(TrainingSubject subject, TrainingSettings settings)
    {
        var algorithm = MetaAlgorithm.Named(settings.Algorithm);
        var inner = settings.TrainingLoop();
        var training = settings with { Episode = algorithm.TrainingEpisode(settings.Episode) };
        var exact = EngineChoice.Choose(subject.Model, inner, training, subject.Tasks);
        IMetaGradientEngine? firstOrder = null;
        try
        {
            var until = (long)(settings.Objective.FirstOrderPart * settings.Iterations);
            if (until > 0 && !inner.FirstOrder) firstOrder = EngineChoice.New(subject.Model, inner with { FirstOrder = true }, training, exact.TasksPerRun);
            // First order, because validation takes only losses and outputs, which are the same.
            var validator = settings.ValidateEvery == 0 ? null : EngineChoice.New(subject.Shipped, settings.ShippedLoop() with { FirstOrder = true }, settings, exact.TasksPerRun);
            return new MetaEngines(exact, firstOrder, validator, until);
        }
        catch
        {
            firstOrder?.Dispose();
            exact.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Where the episodes of a split get their values: the store that all engines keep on their device, or why each episode brings them
    /// along. Neither for engines that compute where the examples are anyway.
    /// </summary>
    public (ExampleStore? Store, string? Reason) ExamplesOf(ITaskSource tasks, Split split)
    {
        IKeepsExamples[] keepers = [.. new[] { Exact, _firstOrder, Validator }.OfType<IKeepsExamples>()];
        if (keepers.Length == 0) return (null, null);
        if ((tasks as IStoredExamples)?.StoreOf(split) is not { } store)
            return (null, $"the source '{tasks.Name}' makes the examples of each episode up, or changes them by interpolation");
        var reason = keepers.Select(keeper => keeper.Keep(store)).FirstOrDefault(r => r is not null);
        return reason is null ? (store, null) : (null, reason);
    }

    /// <summary>For tests: an engine and what validates it.</summary>
    public static MetaEngines Of(IMetaGradientEngine engine, IMetaGradientEngine? validator) => new(new(engine, 1), null, validator, 0);

    /// <summary>The engine of an iteration.</summary>
    public IMetaGradientEngine At(long iteration) => _firstOrder is not null && iteration < _firstOrderUntil ? _firstOrder : Exact;

    /// <inheritdoc/>
    public void Dispose()
    {
        Exact.Dispose();
        _firstOrder?.Dispose();
        Validator?.Dispose();
    }
}
