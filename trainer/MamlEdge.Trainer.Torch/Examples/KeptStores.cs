using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Torch.Graphs;

namespace MamlEdge.Trainer.Torch.Examples;

/// <summary>The stores that one engine keeps on its device.</summary>
internal sealed class KeptStores(TorchTarget target) : IDisposable
{
    private readonly Dictionary<ExampleStore, ResidentExamples> _kept = [];

    /// <summary>Keeps a store; null, or why the device has no room for it.</summary>
    public string? Keep(ExampleStore store)
    {
        if (_kept.ContainsKey(store)) return null;
        var problem = MemoryLimit.Problem(() => _kept[store] = SharedExamples.Take(store, target));
        return problem is null ? null : $"the {store.Count} examples of the source do not fit the memory of {target.Device}; libtorch says: {problem}";
    }

    /// <summary>The examples of a store on the device.</summary>
    /// <exception cref="ArgumentException">The engine does not keep it.</exception>
    public ResidentExamples this[ExampleStore store] =>
        _kept.GetValueOrDefault(store) ?? throw new ArgumentException("An episode names examples of a store that the engine does not keep. Keep it first, or draw the episode with its values.", nameof(store));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var store in _kept.Keys) SharedExamples.Release(store, target);
        _kept.Clear();
    }
}
