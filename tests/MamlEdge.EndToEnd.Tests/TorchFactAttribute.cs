using MamlEdge.Trainer.Engines;

namespace MamlEdge.EndToEnd.Tests;

/// <summary>A test of commands with the engine torch, or of what they say without it; skipped in the other kind of build.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TorchFactAttribute : FactAttribute
{
    public TorchFactAttribute(bool present = true)
    {
        if (EngineProviders.Torch is null == present) Skip = present ? "The engine 'torch' is not in this build. Build with -p:TorchSharp=cpu." : "The engine 'torch' is in this build.";
    }
}
