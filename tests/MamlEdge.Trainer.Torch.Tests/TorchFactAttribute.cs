using MamlEdge.Trainer.Engines;

namespace MamlEdge.Trainer.Torch.Tests;

/// <summary>Why tests of the engine cannot run here, or null.</summary>
internal static class TorchTests
{
    public static string? Absent { get; } = EngineProviders.Torch is { } torch ? torch.Probe().Problem
        : "The engine 'torch' is not in this build. Run: dotnet test tests/MamlEdge.Trainer.Torch.Tests -p:TorchSharp=cpu";

    public static string? WithoutGolden => Absent ?? (GoldenCase.Folder is null ? "The reference gradients (../shared/golden) are absent." : null);
}

/// <summary>A test of the engine, skipped visibly where it is not in the build.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TorchFactAttribute : FactAttribute
{
    public TorchFactAttribute() => Skip = TorchTests.Absent;
}

/// <summary>The same with cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TorchTheoryAttribute : TheoryAttribute
{
    public TorchTheoryAttribute() => Skip = TorchTests.Absent;
}

/// <summary>A theory on the reference data, skipped visibly where it or the engine is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class GoldenTheoryAttribute : TheoryAttribute
{
    public GoldenTheoryAttribute() => Skip = TorchTests.WithoutGolden;
}
