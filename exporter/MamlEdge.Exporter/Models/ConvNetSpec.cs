using MamlEdge.Bundle;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Models;

/// <summary>How a block of a convolutional net halves its image.</summary>
public enum Downsampling
{
    /// <summary>Convolution with stride 2; the last image is averaged (Finn et al. 2017, Omniglot).</summary>
    Stride,

    /// <summary>2x2 max pooling after the activation; the last image is flattened (Finn et al. 2017, mini-ImageNet).</summary>
    MaxPool,
}

/// <summary>
/// The few-shot convolutional net of Vinyals et al. 2016: blocks of 3x3 convolution, normalisation and Relu that halve the image, then
/// a linear head. x [N, channels, height, width] -> y [N, outputs]. 64 filters on 28x28 and 5 outputs give 112,261 parameters.
/// </summary>
/// <param name="Channels">Channels of the image.</param>
/// <param name="Height">Height of the image.</param>
/// <param name="Width">Width of the image.</param>
/// <param name="Outputs">Number of outputs: the ways of a task.</param>
public sealed record ConvNetSpec(int Channels, int Height, int Width, int Outputs) : ModelSpec
{
    /// <summary>Filters of each block.</summary>
    public int Filters { get; init; } = 64;

    /// <summary>Number of blocks.</summary>
    public int Blocks { get; init; } = 4;

    /// <summary>Normalisation between convolution and activation.</summary>
    public NormalizationKind Normalization { get; init; } = NormalizationKind.Batch;

    /// <summary>How a block halves its image.</summary>
    public Downsampling Downsampling { get; init; } = Downsampling.Stride;

    /// <inheritdoc/>
    public override ForwardModel Build(ulong seed)
    {
        if (Channels < 1 || Outputs < 1 || Filters < 1 || Blocks < 1 || Math.Min(Height, Width) >> (Blocks - 1) < 1)
            throw new ExporterException($"A net of {Blocks} blocks with {Filters} filters does not fit images [{Channels}, {Height}, {Width}]. Use fewer blocks or larger images.");
        var builder = new ModelBuilder(seed);
        var x = builder.Data(Channels, Height, Width);
        for (var block = 1; block <= Blocks; block++)
        {
            using var scope = builder.Graph.Within($"block{block}");
            x = Block(builder, x, block);
        }

        using var head = builder.Graph.Within("head");
        x = Downsampling == Downsampling.Stride ? x.Mean([2, 3]) : x.Reshape(new Shape(x.Shape[0], new Shape(x.Shape.Skip(1)).Size));
        var features = x.Shape[1].Factor;
        var y = builder.Linear(x, builder.Initial.Uniform("head.weight", 0.1 / Math.Sqrt(features), Outputs, features), InitialValues.Constant("head.bias", 0, Outputs));
        return builder.Finish($"conv{Blocks}-{Filters}", y);
    }

    private Value Block(ModelBuilder builder, Value x, int block)
    {
        var stride = Downsampling == Downsampling.Stride ? 2 : 1;
        var windows = new Windows([3, 3], [stride, stride], [1, 1], [1, 1, 1, 1]);
        var weight = builder.Add(builder.Initial.Glorot($"conv{block}.weight", Filters, x.Shape[1].Factor, 3, 3));
        var bias = builder.Add(InitialValues.Constant($"conv{block}.bias", 0, Filters));
        x = builder.Graph.Add(Convolution.Conv, [x, weight, bias], windows.ToAttributes());
        if (Normalization != NormalizationKind.None)
        {
            var scale = builder.Add(InitialValues.Constant($"norm{block}.weight", 1, Filters));
            var shift = builder.Add(InitialValues.Constant($"norm{block}.bias", 0, Filters));
            x = Normalized(x, scale, shift);
        }

        x = x.Relu();
        return Downsampling == Downsampling.Stride ? x : builder.Graph.Add(Pooling.MaxPool, [x], new Attributes(("kernel_shape", new[] { 2, 2 }), ("strides", new[] { 2, 2 })));
    }

    private Value Normalized(Value x, Value scale, Value shift) => Normalization switch
    {
        NormalizationKind.Batch => Operators.Normalization.BatchStatistics(x, scale, shift, 1e-5),
        NormalizationKind.Instance => x.Graph.Add(Operators.Normalization.InstanceNormalization, [x, scale, shift], new Attributes(("epsilon", 1e-5))),
        NormalizationKind.Layer => Operators.Normalization.OverChannels(x, scale, shift, 1, 1e-5),
        NormalizationKind.Group => Operators.Normalization.OverChannels(x, scale, shift, Math.Min(8, Filters), 1e-5),
        _ => throw new ExporterException($"Normalisation {Normalization} is not one that a net can be built with."),
    };
}
