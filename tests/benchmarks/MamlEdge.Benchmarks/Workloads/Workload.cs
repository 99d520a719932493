using System.Globalization;
using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Benchmarks;

/// <summary>A meta-iteration of second-order MAML that is timed. Data are random: the time does not depend on what they show.</summary>
internal sealed class Workload
{
    public const int Ways = 5, Side = 28;

    private Workload(string name, ForwardModel model, SeededRandom random, InnerLoopSpec inner, IReadOnlyList<Episode> episodes)
    {
        // Biases start at 0 and scales at 1; some noise lets the comparison of gradients tell each of them apart.
        Model = model.WithParameters(model.Parameters.ToDictionary(
            parameter => parameter.Name,
            parameter => parameter.Values.Select(value => value + (0.05f * (float)random.Normal())).ToArray()));
        (Name, Inner, Episodes) = (name, inner, episodes);
    }

    /// <summary>Tasks of 5-way 1-shot images of 28 x 28, as many query as support examples, on conv4-64.</summary>
    public static Workload Images(int tasks, int steps = 1, ulong seed = 1)
    {
        var random = new SeededRandom(seed);
        return new("conv4-64", new ConvNetSpec(Channels: 1, Height: Side, Width: Side, Outputs: Ways) { Normalization = NormalizationKind.Batch }.Build(seed), random,
            new InnerLoopSpec { Loss = LossKind.CrossEntropy, Steps = steps, LearningRate = 0.4f }, [.. Enumerable.Range(0, tasks).Select(_ => new Episode(Pictures(random), Pictures(random)))]);
    }

    /// <summary>Tasks of 10 points of a sine wave, and 10 to query, on a perceptron of two hidden layers of 40.</summary>
    public static Workload Sinusoids(int tasks, int steps = 1, ulong seed = 1)
    {
        var random = new SeededRandom(seed);
        return new("sinusoid", new MlpSpec(1, [40, 40], 1).Build(seed), random,
            new InnerLoopSpec { Loss = LossKind.Mse, Steps = steps, LearningRate = 0.01f }, [.. Enumerable.Range(0, tasks).Select(_ => new Episode(Points(random), Points(random)))]);
    }

    /// <summary>What the table calls it.</summary>
    public string Name { get; }

    /// <summary>How a task is adapted to.</summary>
    public InnerLoopSpec Inner { get; }

    /// <summary>The model with its parameters.</summary>
    public ForwardModel Model { get; }

    /// <summary>The tasks of the meta-batch.</summary>
    public IReadOnlyList<Episode> Episodes { get; }

    /// <summary>MamlEdge's meta-gradient graph, as the trainer runs it.</summary>
    /// <param name="tasksPerRun">1 for the graph of one task; more for the graph with a task axis.</param>
    public byte[] MetaGradient(int tasksPerRun)
    {
        var (support, query) = (Episodes[0].Support.Count, Episodes[0].Query.Count);
        return tasksPerRun == 1 ? MetaGradientModel.Write(Model, Inner, queryOutput: false, support, query)
            : MetaGradientModel.WriteBatch(Model, Inner, tasks: null, queryOutput: false, support, query);
    }

    /// <summary>Writes parameters and tasks to a file that torch_maml.py reads.</summary>
    public void Save(string path)
    {
        var parameters = Model.Parameters.Select(parameter =>
            KeyValuePair.Create("theta." + parameter.Name, SafeTensor.FromFloats(parameter.Values, parameter.Shape)));
        var tasks = new (string Name, Func<Episode, ExampleSet> Part)[] { ("support", e => e.Support), ("query", e => e.Query) }
            .SelectMany(set => new[]
            {
                KeyValuePair.Create(set.Name + "_x", SafeTensor.FromFloats(
                    [.. Episodes.SelectMany(episode => set.Part(episode).Inputs)], [Episodes.Count, .. set.Part(Episodes[0]).InputShape])),
                KeyValuePair.Create(set.Name + "_y", Targets([.. Episodes.Select(set.Part)])),
            });
        File.WriteAllBytes(path, Safetensors.Write(parameters.Concat(tasks), new Dictionary<string, string>
        {
            ["parameters"] = string.Join(',', Model.Parameters.Select(parameter => parameter.Name)),
            ["inner_steps"] = Inner.Steps.ToString(CultureInfo.InvariantCulture),
            ["inner_learning_rate"] = Inner.LearningRate.ToString(CultureInfo.InvariantCulture),
        }));
    }

    private static SafeTensor Targets(IReadOnlyList<ExampleSet> sets)
    {
        long[] shape = [sets.Count, .. sets[0].TargetShape];
        return sets[0].Kind == TargetKind.Classes ? SafeTensor.FromLongs([.. sets.SelectMany(set => set.Labels)], shape) : SafeTensor.FromFloats([.. sets.SelectMany(set => set.Values)], shape);
    }

    private static ExampleSet Pictures(SeededRandom random)
    {
        var examples = new ExampleSet(Ways, [1, Side, Side], TargetKind.Classes, []);
        for (var i = 0; i < examples.Inputs.Length; i++) examples.Inputs[i] = (float)random.Uniform();
        for (var i = 0; i < Ways; i++) examples.Labels[i] = i;
        return examples;
    }

    private static ExampleSet Points(SeededRandom random)
    {
        var examples = new ExampleSet(10, [1], TargetKind.Values, [1]);
        for (var i = 0; i < examples.Inputs.Length; i++) (examples.Inputs[i], examples.Values[i]) = ((float)random.Uniform(), (float)random.Normal());
        return examples;
    }
}
