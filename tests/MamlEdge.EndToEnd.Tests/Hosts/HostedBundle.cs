using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Random;

namespace MamlEdge.EndToEnd.Tests.Hosts;

/// <summary>A bundle, made-up examples for it, and what the library learns and predicts from them: with it hosts of other languages are compared.</summary>
internal sealed class HostedBundle : IDisposable
{
    private const double Tolerance = 1e-5;

    private static readonly AdaptOptions Plain = new() { Guard = false };

    private readonly MetaModel _model;
    private readonly KeptSupport _support;
    private readonly Examples _x;

    /// <param name="path">The bundle.</param>
    public HostedBundle(string path)
    {
        (Path, _model) = (path, MetaModel.Load(path));
        var (random, manifest) = (new SeededRandom(7), _model.Manifest);
        // A model for any number of classes gets more than it was trained with.
        var outputs = manifest.Output.Shape[^1].Size ?? 7;
        var support = Uniform(random, manifest.Input, 2 * outputs);
        _x = Uniform(random, manifest.Input, 3 * outputs);
        var labels = manifest.Task == TaskKind.Classification;
        SupportX = Tensor(support);
        SupportY = labels ? SafeTensor.FromLongs([.. Enumerable.Range(0, (int)support.Count).Select(i => (long)(i % outputs))], support.Count) : Tensor(Uniform(random, manifest.Output, support.Count));
        _support = new KeptSupport(SupportX, SupportY);
    }

    /// <summary>Bundles that differ in what a host has to look up: all committed models; one with momentum and a fixed part, which is loaded optimised; one with names of its own.</summary>
    public static IEnumerable<string> All(TestFolder folder)
    {
        var committed = Directory.GetFiles(SolutionFolder.At("models"), "manifest.json", SearchOption.AllDirectories)
            .Select(manifest => System.IO.Path.GetDirectoryName(manifest)!).ToList();
        Assert.Contains(committed, path => System.IO.Path.GetFileName(path) == "omniglot-5w1s");
        return [.. committed, PartlyFixed(folder["partly-fixed"]), OwnNames(folder["own-names"], folder)];
    }

    /// <summary>The bundle.</summary>
    public string Path { get; }

    /// <summary>Support inputs.</summary>
    public SafeTensor SupportX { get; }

    /// <summary>Labels or targets.</summary>
    public SafeTensor SupportY { get; }

    /// <summary>What is predicted.</summary>
    public SafeTensor X => Tensor(_x);

    /// <summary>Adapts and predicts by the library.</summary>
    /// <param name="from">A state to go on from.</param>
    public PersonalModel Adapt(PersonalState? from = null) => _model.Adapt(_support, Plain, from);

    /// <summary>Compares what a host learned and predicted with what the library did.</summary>
    public void AssertSame(string host, PersonalModel expected, IReadOnlyDictionary<string, SafeTensor> parameters, SafeTensor y)
    {
        Assert.Equal(expected.State.Parameters.Select(p => p.Key).Order(StringComparer.Ordinal), parameters.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, tensor) in expected.State.Parameters)
            AssertClose(host, name, tensor.ToFloats(), parameters[name]);
        AssertClose(host, "y", expected.Predict(_x).Values, y);
        Assert.NotEqual(_model.Predict(_x).Values, y.ToFloats());
    }

    /// <summary>Compares numbers by their largest one.</summary>
    public void AssertClose(string host, string what, float[] expected, SafeTensor actual)
    {
        var values = actual.ToFloats();
        Assert.Equal(expected.Length, values.Length);
        var scale = Math.Max(1, expected.Max(value => Math.Abs((double)value)));
        var difference = expected.Zip(values, (a, b) => Math.Abs((double)a - b)).Max() / scale;
        Assert.True(difference <= Tolerance, $"{Path}, {what}: {host} differs by {difference:e2}, at most {Tolerance:e0} is allowed.");
    }

    public void Dispose() => _model.Dispose();

    private static string PartlyFixed(string path)
    {
        BundleWriter.Write(path, new BundleContents
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
            Provenance = new Provenance { Tool = nameof(HostedBundle) },
        });
        return path;
    }

    private static string OwnNames(string path, TestFolder folder)
    {
        var model = folder["own-names.onnx"];
        File.WriteAllBytes(model, new TinyOnnx().Floats("W", [2, 1], 0.5f, -1).Node("MatMul", ["reading", "W"], "estimate").Model(2, 1, "reading", "estimate"));
        Tool.Json("export", model, "--loss", "mse", "--steps", "2", "--inner-lr", "0.1", "-o", path);
        return path;
    }

    private static Examples Uniform(SeededRandom random, TensorSpec spec, long count)
    {
        long[] shape = [count, .. spec.Shape.Skip(1).Select(dimension => dimension.Size!.Value)];
        var values = new float[shape.Aggregate(1L, (size, dimension) => size * dimension)];
        for (var i = 0; i < values.Length; i++) values[i] = (float)random.Uniform();
        return new Examples(values, shape);
    }

    private static SafeTensor Tensor(Examples examples) => SafeTensor.FromFloats(examples.Values.Span, examples.Shape.ToArray());
}
