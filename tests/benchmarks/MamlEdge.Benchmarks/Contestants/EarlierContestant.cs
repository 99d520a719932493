using System.Collections;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;
using MamlEdge.Trainer.Engines;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Benchmarks;

/// <summary>
/// The engine and the graph of an earlier version of the trainer, task by task, in this process: its assemblies beside ours, over the same ONNX Runtime, on the
/// same parameters and tasks. Made for versions from the first trainer on.
/// </summary>
internal sealed class EarlierContestant : IContestant
{
    private readonly dynamic _engine, _batch, _parameters, _gradient;

    /// <param name="folder">Where the earlier version's MamlEdge.Trainer.dll lies.</param>
    /// <param name="workload">The meta-iteration.</param>
    /// <param name="threads">Threads of the engine.</param>
    public EarlierContestant(string folder, Workload workload, int threads)
    {
        var version = new Version(folder);
        dynamic spec = workload.Name == "sinusoid" ? version.New("Exporter.Models.MlpSpec", 1, new[] { 40, 40 }, 1)
            : version.New("Exporter.Models.ConvNetSpec", 1, Workload.Side, Workload.Side, Workload.Ways);
        dynamic model = spec.Build(1UL).WithParameters(workload.Model.Parameters.ToDictionary(p => p.Name, p => p.Values));
        dynamic inner = version.New("Exporter.Adaptation.InnerLoopSpec");
        version.Set(inner, nameof(workload.Inner.Loss), workload.Inner.Loss);
        version.Set(inner, nameof(workload.Inner.Steps), workload.Inner.Steps);
        version.Set(inner, nameof(workload.Inner.LearningRate), workload.Inner.LearningRate);
        var first = workload.Episodes[0];
        var graph = (byte[])version.Type("Exporter.Bundles.MetaGradientModel").GetMethod("Write")!
            .Invoke(null, [model, inner, false, (long?)first.Support.Count, (long?)first.Query.Count])!;
        _engine = version.New("Trainer.Engines.OnnxEngine", graph, threads);
        var batch = Array.CreateInstance(version.Type("Trainer.Tasks.Episode"), workload.Episodes.Count);
        for (var i = 0; i < batch.Length; i++) batch.SetValue(version.New("Trainer.Tasks.Episode", Copy(workload.Episodes[i].Support), Copy(workload.Episodes[i].Query)), i);
        _batch = batch;
        (_parameters, _gradient) = (version.New("Trainer.Engines.ParameterVector", _engine.Layout), version.New("Trainer.Engines.ParameterVector", _engine.Layout));
        foreach (dynamic slot in (IEnumerable)_engine.Layout.Slots)
            workload.Model.Parameters.Single(p => ParameterLayout.ThetaPrefix + p.Name == (string)slot.Name).Values.CopyTo((float[])_parameters.Values, (int)slot.Offset);

        object Copy(ExampleSet set)
        {
            dynamic copy = version.New("Trainer.Tasks.ExampleSet", set.Count, set.InputShape[1..], version.Like("Trainer.Tasks.TargetKind", set.Kind), set.TargetShape[1..]);
            set.Inputs.CopyTo((float[])copy.Inputs, 0);
            set.Labels.CopyTo((long[])copy.Labels, 0);
            set.Values.CopyTo((float[])copy.Values, 0);
            return copy;
        }
    }

    public string Name => "the earlier version";

    /// <summary>The meta-gradient of the last iteration.</summary>
    public float[] Gradient => _gradient.Values;

    public double SecondsPerIteration(int iterations)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < iterations; i++) _engine.Compute(_batch, _parameters, _gradient);
        return watch.Elapsed.TotalSeconds / iterations;
    }

    public void Dispose() => _engine.Dispose();

    /// <summary>The types of an earlier version, by their names without <c>MamlEdge.</c></summary>
    private sealed class Version(string folder) : AssemblyLoadContext("earlier")
    {
        public Type Type(string name) => LoadFromAssemblyPath(PathOf($"MamlEdge.{name[..name.IndexOf('.')]}")).GetType("MamlEdge." + name, throwOnError: true)!;

        public object New(string name, params object[] arguments)
        {
            var constructor = Type(name).GetConstructors().First(c => c.GetParameters() is var p && p.Length >= arguments.Length && p.Skip(arguments.Length).All(q => q.HasDefaultValue));
            return constructor.Invoke([.. arguments, .. constructor.GetParameters().Skip(arguments.Length).Select(p => p.DefaultValue)]);
        }

        public object Like(string name, Enum value) => Enum.Parse(Type(name), value.ToString());

        public void Set(object target, string property, object value)
        {
            var to = target.GetType().GetProperty(property)!;
            to.SetValue(target, to.PropertyType.IsEnum ? Enum.Parse(to.PropertyType, value.ToString()!) : Convert.ChangeType(value, to.PropertyType, null));
        }

        protected override Assembly? Load(AssemblyName name) =>
            name.Name!.StartsWith("MamlEdge.", StringComparison.Ordinal) && File.Exists(PathOf(name.Name)) ? LoadFromAssemblyPath(PathOf(name.Name)) : null;

        private string PathOf(string assembly) => Path.GetFullPath(Path.Combine(folder, assembly + ".dll"));
    }
}
