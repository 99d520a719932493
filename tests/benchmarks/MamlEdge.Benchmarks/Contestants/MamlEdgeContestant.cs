using System.Diagnostics;
using MamlEdge.Trainer.Engines;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Benchmarks;

/// <summary>An engine of the trainer.</summary>
internal sealed class MamlEdgeContestant : IMetaContestant
{
    private readonly Workload _workload;
    private readonly IMetaGradientEngine _engine;
    private readonly ParameterVector _parameters;
    private readonly ParameterVector _gradient;

    /// <summary>The meta-gradient graph on ONNX Runtime, runs in parallel, one thread each.</summary>
    public MamlEdgeContestant(Workload workload, int threads, int tasksPerRun = 1)
        : this(tasksPerRun == 1 ? $"MamlEdge, ONNX Runtime {OrtEnv.Instance().GetVersionString()}" : $"{tasksPerRun} tasks a run", workload, new OnnxEngine(workload.MetaGradient(tasksPerRun), threads, tasksPerRun))
    {
    }

    private MamlEdgeContestant(string name, Workload workload, IMetaGradientEngine engine)
    {
        (Name, _workload, _engine) = (name, workload, engine);
        _parameters = InitialParameters.Of(_engine.Layout, workload.Model, workload.Inner);
        _gradient = new ParameterVector(_engine.Layout);
    }

    /// <summary>The engine <c>torch</c> task by task and all tasks in one pass; none where it is not in the build.</summary>
    public static IEnumerable<MamlEdgeContestant> OnLibtorch(Workload workload, int threads) => EngineProviders.Torch is not { } torch ? []
        : new[] { 1, workload.Episodes.Count }.Select(tasks => new MamlEdgeContestant(
            $"engine torch, {(tasks == 1 ? "task by task" : "all tasks in one pass")}", workload,
            torch.NewEngine(workload.Model, workload.Inner, new EngineOptions { Threads = threads, TasksPerRun = tasks })));

    public string Name { get; }

    public IReadOnlyDictionary<string, float[]> TaskGradients() => _workload.Episodes
        .SelectMany(episode =>
        {
            _engine.Compute([episode], _parameters, _gradient);
            return _gradient.WithPrefix(ParameterLayout.ThetaPrefix);
        })
        .GroupBy(parameter => parameter.Key, parameter => parameter.Value)
        .ToDictionary(parameter => parameter.Key, parameter => parameter.SelectMany(values => values).ToArray());

    /// <summary>The meta-gradient of the whole meta-batch.</summary>
    public float[] Gradient()
    {
        _engine.Compute(_workload.Episodes, _parameters, _gradient);
        return _gradient.Values;
    }

    public double SecondsPerIteration(int iterations)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < iterations; i++) _engine.Compute(_workload.Episodes, _parameters, _gradient);
        return watch.Elapsed.TotalSeconds / iterations;
    }

    public void Dispose() => _engine.Dispose();
}
