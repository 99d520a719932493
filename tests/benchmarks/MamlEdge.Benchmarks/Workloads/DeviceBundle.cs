using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using MamlEdge.Runtime;

namespace MamlEdge.Benchmarks;

/// <summary>A bundle in a temporary folder, loaded by the runtime library.</summary>
internal sealed class DeviceBundle : IDisposable
{
    private readonly RuntimeOptions _options;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("maml-edge-bench-");

    public DeviceBundle(ForwardModel model, InnerLoopSpec inner, int threads = 1, bool prepare = true, ExecutionTarget target = ExecutionTarget.Cpu)
    {
        BundleWriter.Write(_folder.FullName, new BundleContents { Model = model, Inner = inner, Provenance = new Provenance { Tool = nameof(Benchmarks) } }, overwrite: true);
        _options = new RuntimeOptions { Target = target, Threads = threads };
        Model = MetaModel.Load(_folder.FullName, _options);
        if (prepare)
            Model.Prepare();
    }

    /// <summary>Where it lies.</summary>
    public string FullPath => _folder.FullName;

    /// <summary>The model.</summary>
    public MetaModel Model { get; private set; }

    /// <summary>The model anew, without open adaptation graphs; the one before is disposed.</summary>
    public MetaModel Reload()
    {
        Model.Dispose();
        return Model = MetaModel.Load(_folder.FullName, _options);
    }

    public void Dispose()
    {
        Model.Dispose();
        _folder.Delete(recursive: true);
    }
}
