using MamlEdge.Bundle;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Torch.Tests;

/// <summary>A small convolutional net and tasks for it.</summary>
internal static class Images
{
    public static ForwardModel Net(NormalizationKind normalization, Downsampling downsampling) =>
        new ConvNetSpec(1, 12, 12, 3) { Filters = 8, Blocks = 2, Normalization = normalization, Downsampling = downsampling }.Build(2);

    /// <summary>Classes of noise around a pattern of their own.</summary>
    public static Episode[] Tasks(ForwardModel model, int count) => [.. Enumerable.Range(0, count).Select(task =>
    {
        var random = new SeededRandom((ulong)task);
        return new Episode(Set(3), Set(9));

        ExampleSet Set(int examples)
        {
            var set = new ExampleSet(examples, [.. model.InputShape.Skip(1).Select(d => d!.Value)], TargetKind.Classes, []);
            for (var i = 0; i < examples; i++)
            {
                set.Labels[i] = i % 3;
                var input = set.Input(i);
                for (var p = 0; p < input.Length; p++) input[p] = (float)(Math.Sin(p * (1 + (i % 3))) + (0.3 * random.Normal()));
            }

            return set;
        }
    })];
}
