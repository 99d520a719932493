using System.Globalization;
using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Benchmarks;

/// <summary>
/// The meta-iteration that is timed: tasks of 5-way 1-shot images of 28 x 28, as many query as support examples, on
/// conv4-64 with one inner step of second-order MAML. Images are random: the time does not depend on what they show.
/// </summary>
internal sealed class Workload
{
    public const int Tasks = 32, Ways = 5, Side = 28;
    public const float InnerLearningRate = 0.4f;

    public Workload(ulong seed)
    {
        var random = new SeededRandom(seed);
        var model = new ConvNetSpec(Channels: 1, Height: Side, Width: Side, Outputs: Ways).Build(seed);
        // Biases start at 0 and scales at 1; some noise lets the comparison of gradients tell each of them apart.
        Model = model.WithParameters(model.Parameters.ToDictionary(
            parameter => parameter.Name,
            parameter => parameter.Values.Select(value => value + 0.05f * (float)random.Normal()).ToArray()));
        Episodes = [.. Enumerable.Range(0, Tasks).Select(_ => new Episode(Examples(random), Examples(random)))];
    }

    /// <summary>conv4-64 with its parameters.</summary>
    public ForwardModel Model { get; }

    /// <summary>The tasks of the meta-batch.</summary>
    public IReadOnlyList<Episode> Episodes { get; }

    /// <summary>MamlEdge's meta-gradient graph, as the trainer runs it.</summary>
    public byte[] MetaGradient() => MetaGradientModel.Write(
        Model, new InnerLoopSpec { Loss = LossKind.CrossEntropy, Steps = 1, LearningRate = InnerLearningRate });

    /// <summary>Writes parameters and tasks to a file that torch_maml.py reads.</summary>
    public void Save(string path)
    {
        var parameters = Model.Parameters.Select(parameter =>
            KeyValuePair.Create("theta." + parameter.Name, SafeTensor.FromFloats(parameter.Values, parameter.Shape)));
        var tasks = new (string Name, Func<Episode, ExampleSet> Part)[] { ("support", e => e.Support), ("query", e => e.Query) }
            .SelectMany(set => new[]
            {
                KeyValuePair.Create(set.Name + "_x", SafeTensor.FromFloats(
                    [.. Episodes.SelectMany(episode => set.Part(episode).Inputs)], Tasks, Ways, 1, Side, Side)),
                KeyValuePair.Create(set.Name + "_y", SafeTensor.FromLongs(
                    [.. Episodes.SelectMany(episode => set.Part(episode).Labels)], Tasks, Ways)),
            });
        File.WriteAllBytes(path, Safetensors.Write(parameters.Concat(tasks), new Dictionary<string, string>
        {
            ["parameters"] = string.Join(',', Model.Parameters.Select(parameter => parameter.Name)),
            ["inner_learning_rate"] = InnerLearningRate.ToString(CultureInfo.InvariantCulture),
        }));
    }

    private static ExampleSet Examples(SeededRandom random)
    {
        var examples = new ExampleSet(Ways, [1, Side, Side], TargetKind.Classes, []);
        for (var i = 0; i < examples.Inputs.Length; i++) examples.Inputs[i] = (float)random.Uniform();
        for (var i = 0; i < Ways; i++) examples.Labels[i] = i;
        return examples;
    }
}
