using System.Reflection;

namespace MamlEdge.Trainer.Engines;

/// <summary>Engines in assemblies of their own, which are there only where their packages were asked for when building.</summary>
public static class EngineProviders
{
    private const string TorchAssembly = "MamlEdge.Trainer.Torch";

    /// <summary>The command that adds the engine <c>torch</c> to a build.</summary>
    public const string AddTorch = "TorchSharp=cpu ./maml-edge ... (or TorchSharp=cuda for an NVIDIA GPU on Linux; dotnet build -p:TorchSharp=cpu)";

    /// <summary>The engine <c>torch</c>; null where it is not in this build.</summary>
    public static IEngineProvider? Torch { get; } = Load(TorchAssembly, TorchAssembly + ".TorchProvider");

    /// <summary>The engine <c>torch</c>, or an error that says how to have it.</summary>
    /// <exception cref="NotSupportedException">It is not in this build.</exception>
    public static IEngineProvider RequireTorch() => Torch ?? throw new NotSupportedException(
        $"The engine 'torch' is not in this build. Use --engine onnx, which needs no further packages, or build with it: {AddTorch}.");

    private static IEngineProvider? Load(string assembly, string type)
    {
        try
        {
            return (IEngineProvider)Activator.CreateInstance(Assembly.Load(assembly).GetType(type, throwOnError: true)!)!;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
