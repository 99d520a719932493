using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Torch.Graphs;

namespace MamlEdge.Trainer.Torch.Examples;

/// <summary>The stores on each device, one copy for all engines of a process: a run has one engine that trains and one that validates.</summary>
internal static class SharedExamples
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<(ExampleStore Store, string Device), (ResidentExamples Examples, int Users)> Copies = [];

    /// <summary>The copy of a store on a device, made where there is none; to be given back by <see cref="Release"/>.</summary>
    public static ResidentExamples Take(ExampleStore store, TorchTarget target)
    {
        lock (Gate)
        {
            var key = (store, target.Device.ToString());
            var (examples, users) = Copies.TryGetValue(key, out var copy) ? copy : (new ResidentExamples(store, target), 0);
            Copies[key] = (examples, users + 1);
            return examples;
        }
    }

    /// <summary>Gives a copy back; the last one frees it.</summary>
    public static void Release(ExampleStore store, TorchTarget target)
    {
        lock (Gate)
        {
            var key = (store, target.Device.ToString());
            var (examples, users) = Copies[key];
            if (users > 1)
            {
                Copies[key] = (examples, users - 1);
                return;
            }

            Copies.Remove(key);
            examples.Dispose();
        }
    }
}
