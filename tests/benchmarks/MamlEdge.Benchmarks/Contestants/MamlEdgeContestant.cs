using System.Diagnostics;
using MamlEdge.Trainer.Engines;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Benchmarks;

/// <summary>The trainer's own engine: the meta-gradient graph on ONNX Runtime, runs in parallel, one thread each.</summary>
internal sealed class MamlEdgeContestant : IMetaContestant
{
    private readonly Workload _workload;
    private readonly OnnxEngine _engine;
    private readonly ParameterVector _parameters;
    private readonly ParameterVector _gradient;

    public MamlEdgeContestant(Workload workload, int threads, int tasksPerRun = 1)
    {
        _workload = workload;
        Name = tasksPerRun == 1 ? $"MamlEdge, ONNX Runtime {OrtEnv.Instance().GetVersionString()}" : $"{tasksPerRun} tasks a run";
        _engine = new OnnxEngine(workload.MetaGradient(tasksPerRun), threads, tasksPerRun);
        _parameters = new ParameterVector(_engine.Layout);
        _gradient = new ParameterVector(_engine.Layout);
        var values = workload.Model.Parameters.ToDictionary(parameter => ParameterLayout.ThetaPrefix + parameter.Name, parameter => parameter.Values);
        foreach (var slot in _engine.Layout.Slots) values[slot.Name].CopyTo(_parameters[slot]);
    }

    public string Name { get; }

    public IReadOnlyDictionary<string, float[]> TaskGradients() => _workload.Episodes
        .SelectMany(episode =>
        {
            _engine.Compute([episode], _parameters, _gradient);
            return _gradient.WithPrefix(ParameterLayout.ThetaPrefix);
        })
        .GroupBy(parameter => parameter.Key, parameter => parameter.Value)
        .ToDictionary(parameter => parameter.Key, parameter => parameter.SelectMany(values => values).ToArray());

    public double SecondsPerIteration(int iterations)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < iterations; i++) _engine.Compute(_workload.Episodes, _parameters, _gradient);
        return watch.Elapsed.TotalSeconds / iterations;
    }

    public void Dispose() => _engine.Dispose();
}
