using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Engines;

/// <summary>Makes engines on a library that a build may lack; see <see cref="EngineProviders"/>.</summary>
public interface IEngineProvider
{
    /// <summary>The name on the command line and in settings.</summary>
    string Name { get; }

    /// <summary>Looks for the library and its devices. Never throws, and prints nothing.</summary>
    EngineFacts Probe();

    /// <summary>An engine for a model and an inner loop.</summary>
    /// <exception cref="NotSupportedException">The library or the device is not there; the message says how to have it.</exception>
    /// <exception cref="Exporter.ExporterException">The model has an operator that the engine has no rule for, or that cannot be vectorized.</exception>
    IMetaGradientEngine NewEngine(ForwardModel model, InnerLoopSpec inner, EngineOptions options);

    /// <summary>Everything that is computed for one task.</summary>
    /// <param name="model">The model, at its own parameters.</param>
    /// <param name="inner">The inner loop.</param>
    /// <param name="task">The task.</param>
    /// <param name="options">Where and in which precision.</param>
    TaskTrace Trace(ForwardModel model, InnerLoopSpec inner, Episode task, EngineOptions options);

    /// <summary>The results of a function for inputs by name: what checks the engine's operators one by one.</summary>
    IReadOnlyDictionary<string, Tensor> Run(Function function, IReadOnlyDictionary<string, Tensor> inputs, EngineOptions options);
}
