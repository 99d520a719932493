using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Engines;
using MamlEdge.Trainer.Evaluation;
using MamlEdge.Trainer.Optimizers;
using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Training;
using Spectre.Console;

namespace MamlEdge.Benchmarks;

/// <summary>
/// How far the engines agree along a training: at the same parameters in every iteration, those of the first engine's own training, and
/// where each trains by itself and rounding has time to grow.
/// </summary>
internal static class Agreement
{
    /// <summary>Iterations in which the engines are compared at the same parameters too, and those that the goal speaks of.</summary>
    private const int Early = 50;

    private const double Goal = 1e-3;

    /// <summary>Held-out tasks that the trained parameters are judged by.</summary>
    private const int TestTasks = 600;

    /// <summary>Trains on Omniglot, 5-way 1-shot, and prints largest and median relative differences, and the accuracies in the end.</summary>
    /// <param name="data">Folder of Omniglot.</param>
    /// <param name="iterations">Meta-iterations.</param>
    /// <param name="changes">What differs from the settings of new models.</param>
    /// <param name="console">Where results go.</param>
    /// <returns>0.</returns>
    public static int Run(string data, int iterations, AgreementChanges changes, IAnsiConsole console)
    {
        var settings = changes.Of(TrainingDefaults.For("omniglot", 5, 1));
        var (model, inner) = (settings.Model.Build(settings.Seed), settings.Inner.ToSpec(settings.Inner.Steps, settings.Model));
        var torch = EngineProviders.RequireTorch();
        IMetaGradientEngine Torch(Precision precision) => torch.NewEngine(model, inner, new EngineOptions { TasksPerRun = settings.MetaBatch, Precision = precision });
        using var leader = new OnnxEngine(MetaGradientModel.Write(model, inner, queryOutput: true, settings.Episode.SupportCount, settings.Episode.QueryCount));
        using var exact = Torch(Precision.Float64);
        using var single = Torch(Precision.Float32);
        using var mixed = Torch(Precision.BFloat16);
        using var shared = new OnnxEngine(MetaGradientModel.WriteBatch(model, inner, tasks: null, queryOutput: true, settings.Episode.SupportCount, settings.Episode.QueryCount), tasksPerRun: settings.MetaBatch);
        var start = InitialParameters.Of(leader.Layout, model, inner);
        var nudged = new ParameterVector(start.Layout);
        for (var i = 0; i < start.Values.Length; i++) nudged.Values[i] = MathF.BitIncrement(start.Values[i]);
        Trained[] own = [new("onnx, task by task", leader, start), new("torch, float32", single, start), new("onnx, from parameters one unit in the last place away", leader, nudged)];
        if (!changes.TrainingsAlone) own = [.. own, new("onnx, all tasks in one run", shared, start), new("torch, float64", exact, start)];
        Compared[] beside = changes.TrainingsAlone ? [] : [new("onnx, task by task", leader), new("onnx, all tasks in one run", shared), new("torch, float32", single), new("torch, bfloat16", mixed)];
        var tasks = TaskCatalog.Open(settings.Task, data, settings.DataOptions);
        var episodes = new EpisodeStream(tasks, Split.Train, settings.Episode, settings.MetaBatch, new SeededRandom(settings.Seed).Derive(0));
        for (var iteration = 0; iteration < iterations; iteration++)
        {
            var batch = episodes.At(iteration);
            if (iteration < Early && beside.Length > 0)
            {
                var expected = Compute(exact, batch, own[0].Parameters);
                foreach (var compared in beside) compared.Add(expected, Compute(compared.Engine, batch, own[0].Parameters));
            }

            foreach (var training in own) training.Step(batch, settings.OuterRate.At(iteration, settings.Iterations));
            if ((iteration + 1) % Early == 0) console.WriteLine($"{iteration + 1} iterations: {string.Join("; ", own.Skip(1).Select(training => $"{training.Name}: {Text(training.ApartFrom(own[0]))}"))}");
        }

        console.Profile.Width = Math.Max(console.Profile.Width, 160);
        console.WriteLine($"{iterations} iterations of Omniglot 5-way 1-shot, {model.Name}, {AgreementChanges.Text(settings)}.");
        if (beside.Length > 0) console.WriteLine($"At the same parameters, against torch in float64, in the first {Math.Min(Early, iterations)}:");
        foreach (var compared in beside) console.WriteLine($"  {compared.Name}: losses {Text(compared.Losses)}; meta-gradients {Text(compared.Gradients)}");
        Episode[] held = [.. Enumerable.Range(0, TestTasks).Select(i => tasks.Sample(Split.Test, settings.Episode, new SeededRandom((ulong)i)))];
        console.WriteLine($"Each on its own, losses against onnx task by task, and accuracy on {TestTasks} test tasks in the end:");
        foreach (var training in own)
        {
            var apart = training.ApartFrom(own[0]);
            var accuracy = Estimate.Of([.. held.Chunk(settings.MetaBatch).SelectMany(batch => training.Engine.Evaluate(batch, training.Parameters).Tasks).Select(task => task.Accuracy!.Value)]);
            var left = apart.FindIndex(difference => difference > Goal);
            console.WriteLine($"  {training.Name}: first {Early} {Text(apart[..Math.Min(Early, apart.Count)])}; all {Text(apart)}; " +
                $"{(left < 0 ? $"never above {Goal}" : $"above {Goal} first at iteration {left + 1}")}; accuracy {accuracy.Mean:0.0000} +- {accuracy.Interval:0.0000}");
        }

        return 0;
    }

    private static string Text(List<double> values) => $"{Race.Median(values):0.0e-0} median, {values.Max():0.0e-0} largest";

    private static (double Loss, float[] Gradient) Compute(IMetaGradientEngine engine, IReadOnlyList<Episode> batch, ParameterVector parameters)
    {
        var gradient = new ParameterVector(engine.Layout);
        return (engine.Compute(batch, parameters, gradient).Loss, gradient.Values);
    }

    /// <summary>Relative differences of an engine from what is expected, at the same parameters.</summary>
    private sealed record Compared(string Name, IMetaGradientEngine Engine)
    {
        public List<double> Losses { get; } = [];

        public List<double> Gradients { get; } = [];

        public void Add((double Loss, float[] Gradient) expected, (double Loss, float[] Gradient) found)
        {
            Losses.Add(Math.Abs(found.Loss - expected.Loss) / expected.Loss);
            Gradients.Add(expected.Gradient.Zip(found.Gradient, (a, b) => Math.Abs(a - b)).Max() / expected.Gradient.Max(Math.Abs));
        }
    }

    /// <summary>An engine with parameters and an optimiser of its own.</summary>
    private sealed class Trained
    {
        private readonly Adam _adam;

        public Trained(string name, IMetaGradientEngine engine, ParameterVector start)
        {
            (Name, Engine, _adam, Parameters) = (name, engine, new Adam(start.Values.Length), new ParameterVector(start.Layout));
            start.Values.CopyTo(Parameters.Values, 0);
        }

        public string Name { get; }

        public IMetaGradientEngine Engine { get; }

        public ParameterVector Parameters { get; }

        /// <summary>The query losses before each step.</summary>
        public List<double> Losses { get; } = [];

        /// <summary>Their relative differences from those of another training.</summary>
        public List<double> ApartFrom(Trained other) => [.. Losses.Zip(other.Losses, (a, b) => Math.Abs(a - b) / b)];

        public void Step(IReadOnlyList<Episode> batch, double rate)
        {
            var (loss, gradient) = Compute(Engine, batch, Parameters);
            _adam.Update(Parameters.Values, gradient, rate);
            Losses.Add(loss);
        }
    }
}
