using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Engines;

/// <summary>An engine with a device of its own, which can keep the examples of a source there: of an episode only their numbers are then copied.</summary>
public interface IKeepsExamples
{
    /// <summary>Copies a store to the device, once for all engines there; from then on the engine takes episodes made for it.</summary>
    /// <returns>Null; or why the store stays where it is.</returns>
    string? Keep(ExampleStore store);

    /// <summary>The inputs of a set as they are on the device: what checks that they are those of the store.</summary>
    /// <exception cref="ArgumentException">The set is of a store that the engine does not keep.</exception>
    float[] InputsOf(ExampleSet set);
}
