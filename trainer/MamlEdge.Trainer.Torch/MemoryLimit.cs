using System.Runtime.InteropServices;
using MamlEdge.Trainer.Training;
using TorchSharp;

namespace MamlEdge.Trainer.Torch;

/// <summary>Tells where libtorch's memory does not suffice, and how many tasks fit.</summary>
internal static class MemoryLimit
{
    /// <summary>How libtorch says it: on CUDA, and on the processor under Linux and Windows.</summary>
    private static readonly string[] Messages = ["out of memory", "can't allocate memory", "not enough memory"];

    /// <summary>Runs a pass; what libtorch says where its memory does not suffice, else null.</summary>
    public static string? Problem(Action pass)
    {
        try
        {
            pass();
            return null;
        }
        catch (ExternalException error) when (Messages.Any(text => error.Message.Contains(text, StringComparison.OrdinalIgnoreCase)))
        {
            return error.Message.Split('\n')[0].Trim();
        }
    }

    /// <summary>The error for a pass of so many tasks, after trying half as many, and half of those, until some fit.</summary>
    /// <param name="problem">What libtorch says.</param>
    /// <param name="tasks">Tasks that do not fit.</param>
    /// <param name="device">Where.</param>
    /// <param name="pass">Runs a pass of fewer tasks.</param>
    public static TrainingException Error(string problem, int tasks, torch.Device device, Action<int> pass)
    {
        var fitting = tasks / 2;
        while (fitting > 0 && Problem(() => pass(fitting)) is not null) fitting /= 2;
        var advice = fitting > 0 ? $"{tasks} tasks in one pass do not fit the memory of {device}, {fitting} do. Use --meta-batch {fitting}, or --batching task."
            : $"A single task does not fit the memory of {device}. Use a smaller model, fewer examples or inner steps, or --algorithm fomaml.";
        return new TrainingException($"{advice} libtorch says: {problem} The last checkpoint is untouched.");
    }
}
