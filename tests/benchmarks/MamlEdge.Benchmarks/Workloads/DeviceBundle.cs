using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using MamlEdge.Runtime;

namespace MamlEdge.Benchmarks;

/// <summary>A bundle in a temporary folder, loaded by the runtime library.</summary>
internal sealed class DeviceBundle : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("maml-edge-bench-");

    public DeviceBundle(ForwardModel model, InnerLoopSpec inner, int threads = 1, bool prepare = true, ExecutionTarget target = ExecutionTarget.Cpu)
    {
        BundleWriter.Write(_folder.FullName, new BundleContents { Model = model, Inner = inner, Provenance = new Provenance { Tool = nameof(Benchmarks) } }, overwrite: true);
        Model = MetaModel.Load(_folder.FullName, new RuntimeOptions { Target = target, Threads = threads });
        if (prepare)
            Model.Prepare();
    }

    /// <summary>The model.</summary>
    public MetaModel Model { get; }

    public void Dispose()
    {
        Model.Dispose();
        _folder.Delete(recursive: true);
    }
}
