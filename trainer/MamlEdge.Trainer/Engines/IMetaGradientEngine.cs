using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Engines;

/// <summary>
/// Computes meta-gradients: for tasks T_1..T_B it adapts theta on each support set, takes the loss of the adapted
/// parameters on the query set, and differentiates the mean through the adaptation:
/// gradient = (1/B) sum_i d L_query_i(U_k(theta, support_i)) / d theta (Finn et al. 2017, algorithm 2).
/// </summary>
public interface IMetaGradientEngine : IDisposable
{
    /// <summary>The tensors that are learned.</summary>
    ParameterLayout Layout { get; }

    /// <summary>A digest of the graph that it runs, by which builds are told apart; null for an engine without one.</summary>
    string? Graph => null;

    /// <summary>What rounding depends on beside the graph: the library with its version, and the processor; null where the engine does not say.</summary>
    string? Kernels => null;

    /// <summary>
    /// Computes the mean meta-gradient of a batch. The result depends on the arguments only, not on scheduling or on the
    /// number of threads.
    /// </summary>
    /// <param name="batch">B tasks, one or more, of one shape.</param>
    /// <param name="parameters">theta and learned rates, of <see cref="Layout"/>.</param>
    /// <param name="gradient">Overwritten with the mean meta-gradient.</param>
    /// <exception cref="ArgumentException">The batch is empty, or data or parameters do not fit the model.</exception>
    MetaBatchResult Compute(IReadOnlyList<Episode> batch, ParameterVector parameters, ParameterVector gradient);

    /// <summary>Sets the weights of the query losses along the steps, where the objective has such weights.</summary>
    /// <param name="weights">One for each of <see cref="Exporter.Adaptation.OuterObjective.WeightedSteps"/>.</param>
    /// <exception cref="ArgumentException">The engine's objective has another number of weights.</exception>
    void WeighSteps(ReadOnlySpan<float> weights);

    /// <summary>The query results of a batch, without gradients.</summary>
    /// <param name="batch">Tasks of one shape.</param>
    /// <param name="parameters">theta and learned rates.</param>
    MetaBatchResult Evaluate(IReadOnlyList<Episode> batch, ParameterVector parameters);
}
