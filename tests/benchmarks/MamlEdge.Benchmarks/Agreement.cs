using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Engines;
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
    /// <summary>Trains on Omniglot, 5-way 1-shot, with the published settings, and prints largest and median relative differences.</summary>
    /// <returns>0.</returns>
    public static int Run(string data, int iterations, IAnsiConsole console)
    {
        var settings = TrainingDefaults.For("omniglot", 5, 1);
        var (model, inner) = (settings.Model.Build(settings.Seed), settings.Inner.ToSpec(settings.Inner.Steps, settings.Model));
        var torch = EngineProviders.RequireTorch();
        IMetaGradientEngine Torch(Precision precision) => torch.NewEngine(model, inner, new EngineOptions { TasksPerRun = settings.MetaBatch, Precision = precision });
        using var leader = new OnnxEngine(MetaGradientModel.Write(model, inner, queryOutput: true, settings.Episode.SupportCount, settings.Episode.QueryCount));
        using var exact = Torch(Precision.Float64);
        using var single = Torch(Precision.Float32);
        using var mixed = Torch(Precision.BFloat16);
        using var shared = new OnnxEngine(MetaGradientModel.WriteBatch(model, inner, tasks: null, queryOutput: true, settings.Episode.SupportCount, settings.Episode.QueryCount), tasksPerRun: settings.MetaBatch);
        var start = InitialParameters.Of(leader.Layout, model, inner);
        Trained[] own = [new(leader, start), new(single, start), new(shared, start)];
        (string Name, IMetaGradientEngine Engine)[] beside = [("onnx, float32", leader), ("onnx, float32, all tasks in one run", shared), ("torch, float32", single), ("torch, bfloat16", mixed)];
        var differences = beside.Select(_ => (Losses: new List<double>(), Gradients: new List<double>())).ToArray();
        var apart = own.Skip(1).Select(_ => new List<double>()).ToArray();
        var episodes = new EpisodeStream(TaskCatalog.Open(settings.Task, data, settings.DataOptions), Split.Train, settings.Episode, settings.MetaBatch, new SeededRandom(settings.Seed).Derive(0));
        for (var iteration = 0; iteration < iterations; iteration++)
        {
            var batch = episodes.At(iteration);
            var (loss, gradient) = Compute(exact, batch, own[0].Parameters);
            foreach (var ((_, engine), found) in beside.Zip(differences))
            {
                var (otherLoss, otherGradient) = Compute(engine, batch, own[0].Parameters);
                found.Losses.Add(Math.Abs(otherLoss - loss) / loss);
                found.Gradients.Add(gradient.Zip(otherGradient, (a, b) => Math.Abs(a - b)).Max() / gradient.Max(Math.Abs));
            }

            var losses = own.Select(engine => engine.Step(batch, settings.OuterRate.At(iteration, settings.Iterations))).ToArray();
            foreach (var (other, list) in losses.Skip(1).Zip(apart)) list.Add(Math.Abs(other - losses[0]) / losses[0]);
        }

        console.Profile.Width = Math.Max(console.Profile.Width, 140);
        console.WriteLine($"{iterations} iterations of Omniglot 5-way 1-shot, conv4-64, {settings.MetaBatch} tasks. At the same parameters, against torch in float64:");
        foreach (var ((name, _), found) in beside.Zip(differences)) console.WriteLine($"  {name}: losses {Text(found.Losses)}; meta-gradients {Text(found.Gradients)}");
        console.WriteLine("Each on its own, losses against onnx task by task:");
        console.WriteLine($"  torch: {Text(apart[0])}");
        console.WriteLine($"  onnx, all tasks in one run: {Text(apart[1])}");
        return 0;
    }

    private static string Text(List<double> values) => $"{Race.Median(values):0.0e-0} median, {values.Max():0.0e-0} largest";

    private static (double Loss, float[] Gradient) Compute(IMetaGradientEngine engine, IReadOnlyList<Episode> batch, ParameterVector parameters)
    {
        var gradient = new ParameterVector(engine.Layout);
        return (engine.Compute(batch, parameters, gradient).Loss, gradient.Values);
    }

    /// <summary>An engine with parameters and an optimiser of its own.</summary>
    private sealed class Trained
    {
        private readonly IMetaGradientEngine _engine;
        private readonly Adam _adam;

        public Trained(IMetaGradientEngine engine, ParameterVector start)
        {
            (_engine, _adam, Parameters) = (engine, new Adam(start.Values.Length), new ParameterVector(start.Layout));
            start.Values.CopyTo(Parameters.Values, 0);
        }

        public ParameterVector Parameters { get; }

        /// <summary>The query loss before the step.</summary>
        public double Step(IReadOnlyList<Episode> batch, double rate)
        {
            var (loss, gradient) = Compute(_engine, batch, Parameters);
            _adam.Update(Parameters.Values, gradient, rate);
            return loss;
        }
    }
}
