using MamlEdge.Runtime;

namespace MamlEdge.Benchmarks;

/// <summary>What it gains to keep optimised graphs for the next start: loading a bundle with its adaptation graphs, with and without such a folder.</summary>
internal static class OptimizedLoads
{
    /// <summary>Runs it and prints one table.</summary>
    /// <param name="bundle">A bundle whose convolutions are adapted.</param>
    /// <param name="settings">How the races run.</param>
    /// <returns>0.</returns>
    public static int Run(string bundle, RaceSettings settings)
    {
        var table = new RaceTable(settings, "bundle", "what");
        using var frozen = new DeviceBundle(Nets.Residual50(), DeviceGraph.Loop(5, "head.*"), prepare: false);
        foreach (var (name, path) in new[] { (Path.GetFileName(Path.TrimEndingDirectorySeparator(bundle)), bundle), ("residual-50, head, k = 5", frozen.FullPath) })
        {
            var folder = Directory.CreateTempSubdirectory("maml-edge-kept-");
            try
            {
                var plain = new RuntimeOptions { Target = ExecutionTarget.Cpu };
                var keeps = plain with { OptimizedModels = folder.FullName };
                Start(path, keeps, prepare: true);
                table.Race([name, "load"], Loads("as it is", path, plain, prepare: false), Loads("from the folder", path, keeps, prepare: false));
                table.Race([name, "load and prepare"], Loads("as it is", path, plain, prepare: true), Loads("from the folder", path, keeps, prepare: true));
                Console.Error.WriteLine($"{name}: {folder.GetFiles("*.onnx").Length} graphs, {folder.GetFiles().Sum(file => file.Length) / 1e3:f0} KB in the folder.");
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }

        table.Print("Loading bundles with their hashes checked, one thread.");
        return 0;
    }

    private static Repeated Loads(string name, string path, RuntimeOptions options, bool prepare) => new(name, () => Start(path, options, prepare));

    private static void Start(string path, RuntimeOptions options, bool prepare)
    {
        using var model = MetaModel.Load(path, options);
        if (prepare)
            model.Prepare();
    }
}
