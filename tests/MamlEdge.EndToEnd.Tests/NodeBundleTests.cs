using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Random;

namespace MamlEdge.EndToEnd.Tests;

/// <summary>
/// A bundle adapts and predicts on stock ONNX Runtime of another language, with no code of this project, and gives what
/// the C# runtime gives.
/// </summary>
public sealed class NodeBundleTests : IDisposable
{
    private const double Tolerance = 1e-5;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [NodeFact]
    public void Given_every_committed_model_When_Node_adapts_and_predicts_Then_it_agrees_with_the_runtime()
    {
        var models = Directory.GetFiles(Path.Combine(Repository.Root, "models"), "manifest.json", SearchOption.AllDirectories);

        Assert.Contains(models, manifest => Path.GetFileName(Path.GetDirectoryName(manifest)) == "omniglot-5w1s");
        Assert.All(models, manifest => AssertAgree(Path.GetDirectoryName(manifest)!));
    }

    [NodeFact]
    public void Given_a_fresh_net_with_momentum_and_a_fixed_part_When_Node_adapts_and_predicts_Then_it_agrees_with_the_runtime()
    {
        BundleWriter.Write(_folder["bundle"], new BundleContents
        {
            Model = new ConvNetSpec(Channels: 1, Height: 28, Width: 28, Outputs: 5) { Normalization = NormalizationKind.Batch }.Build(seed: 1),
            Inner = new InnerLoopSpec
            {
                Loss = LossKind.CrossEntropy,
                Steps = 3,
                LearningRate = 0.1f,
                Momentum = 0.5f,
                Adapt = ["conv4.*", "norm4.*", "head.*"],
            },
            Normalization = NormalizationKind.Batch,
            Provenance = new Provenance { Tool = nameof(NodeBundleTests) },
        });

        AssertAgree(_folder["bundle"]);
    }

    private void AssertAgree(string bundle)
    {
        using var model = MetaModel.Load(bundle);
        var manifest = model.Manifest;
        var (examples, result) = (_folder[$"{manifest.Name}.examples"], _folder[$"{manifest.Name}.result"]);
        var random = new SeededRandom(7);
        // A model for any number of classes gets more than it was trained with.
        var outputs = manifest.Output.Shape[^1].Size ?? 7;
        var support = Uniform(random, manifest.Input, 2 * outputs);
        var x = Uniform(random, manifest.Input, 3 * outputs);
        var labels = Enumerable.Range(0, (int)support.Count).Select(i => i % outputs).ToArray();
        var classes = manifest.Task == TaskKind.Classification;
        var targets = classes ? default : Uniform(random, manifest.Output, support.Count);
        File.WriteAllBytes(examples, Safetensors.Write(
        [
            KeyValuePair.Create("support_x", Tensor(support)),
            KeyValuePair.Create("support_y", classes ? SafeTensor.FromLongs(labels, support.Count) : Tensor(targets)),
            KeyValuePair.Create("x", Tensor(x)),
        ]));
        NodeScripts.Run("adapt-predict.mjs", bundle, examples, result);
        var node = Safetensors.Read(result);

        var options = new AdaptOptions { Guard = false };
        using var personal = classes ? model.Adapt(support, labels, options) : model.Adapt(support, targets, options);
        AssertClose($"{bundle}, support_loss", [.. personal.Report!.Losses], node["support_loss"]);
        foreach (var (name, tensor) in personal.State.Parameters)
            AssertClose($"{bundle}, {name}", tensor.ToFloats(), node[$"adapted.{name}"]);
        AssertClose($"{bundle}, y", personal.Predict(x).Values, node["y"]);
        Assert.NotEqual(model.Predict(x).Values, personal.Predict(x).Values);
    }

    private static Examples Uniform(SeededRandom random, TensorSpec spec, long count)
    {
        long[] shape = [count, .. spec.Shape.Skip(1).Select(dimension => dimension.Size!.Value)];
        var values = new float[shape.Aggregate(1L, (size, dimension) => size * dimension)];
        for (var i = 0; i < values.Length; i++) values[i] = (float)random.Uniform();
        return new Examples(values, shape);
    }

    private static SafeTensor Tensor(Examples examples) => SafeTensor.FromFloats(examples.Values.Span, examples.Shape.ToArray());

    private static void AssertClose(string what, float[] expected, SafeTensor actual)
    {
        var values = actual.ToFloats();
        Assert.Equal(expected.Length, values.Length);
        var scale = Math.Max(1, expected.Max(value => Math.Abs((double)value)));
        var difference = expected.Zip(values, (a, b) => Math.Abs((double)a - b)).Max() / scale;
        Assert.True(difference <= Tolerance, $"{what}: Node differs by {difference:e2}, at most {Tolerance:e0} is allowed.");
    }
}
