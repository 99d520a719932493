using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>
/// Keeps ONNX Runtime from holding the memory of a graph twice. The first run with some number of examples asks for each tensor alone and learns how they fit into one
/// block; the runs after it ask for that block. What the first run took stays with the arena and serves no other, so that it is given back at its end.
/// </summary>
/// <param name="arena">Whether runs keep their memory for the next ones.</param>
internal sealed class RunMemory(bool arena)
{
    private int _examples;

    /// <summary>The options of a run.</summary>
    /// <param name="examples">Its examples.</param>
    internal RunOptions OptionsFor(int examples)
    {
        var run = new RunOptions();
        // 32-bit builds of ONNX Runtime have no arena, and refuse to shrink it.
        if (Interlocked.Exchange(ref _examples, examples) != examples && arena && Environment.Is64BitProcess)
            run.AddRunConfigEntry("memory.enable_memory_arena_shrinkage", "cpu:0");
        return run;
    }
}
