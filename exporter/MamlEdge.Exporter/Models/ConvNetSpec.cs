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

    /// <summary>Normalisation between convolution and activation. By layer unless given: a device sees one query at a time, which batch statistics do not bear.</summary>
    public NormalizationKind Normalization { get; init; } = NormalizationKind.Layer;

    /// <summary>How a block halves its image.</summary>
    public Downsampling Downsampling { get; init; } = Downsampling.Stride;

    /// <summary>Whether the head sees every place of the last image, or their mean; null: the mean after strides, every place after pooling.</summary>
    public bool? Flatten { get; init; }

    /// <summary>
    /// Whether examples are sequences: x [N, channels, width], of height 1, with convolutions of three positions; otherwise images
    /// [N, channels, height, width].
    /// </summary>
    public bool Sequence { get; init; }

    /// <summary>Whether the head has one learned vector for all classes, so that a task can have any number of them; <see cref="Outputs"/> is that of training.</summary>
    public bool AnyWays { get; init; }

    /// <summary>
    /// Number of context parameters; 0 for none. They scale and shift the channels in the middle of the net (Zintgraf et al. 2019, equation 8,
    /// after Perez et al. 2018).
    /// </summary>
    public int Context { get; init; }

    /// <inheritdoc/>
    public override bool IsHead(string parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return parameter.StartsWith("head.", StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public override bool IsNormalization(string parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return parameter.StartsWith("norm", StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public override NormalizationKind NormalizedBy() => Normalization;

    /// <inheritdoc/>
    public override ForwardModel Build(ulong seed)
    {
        if (Channels < 1 || Outputs < 1 || Filters < 1 || Blocks < 1 || (Sequence && Height != 1) || (Sequence ? Width : Math.Min(Height, Width)) >> (Blocks - 1) < 1)
            throw new ExporterException($"A net of {Blocks} blocks with {Filters} filters does not fit images [{Channels}, {Height}, {Width}]. Use fewer blocks or larger images.");
        var builder = new ModelBuilder(seed);
        var x = Sequence ? builder.Data(Channels, Width) : builder.Data(Channels, Height, Width);
        if (Sequence) x = x.Unsqueeze(2);
        for (var block = 1; block <= Blocks; block++)
        {
            using var scope = builder.Graph.Within($"block{block}");
            x = Block(builder, x, block);
        }

        using var head = builder.Graph.Within("head");
        x = !(Flatten ?? Downsampling == Downsampling.MaxPool) ? x.Mean([2, 3]) : x.Reshape(new Shape(x.Shape[0], new Shape(x.Shape.Skip(1)).Size));
        var features = x.Shape[1].Factor;
        var y = AnyWays
            ? builder.LinearPerClass(x, builder.Initial.Uniform("head.weight", 0.1 / Math.Sqrt(features), 1, features), InitialValues.Constant("head.bias", 0, 1))
            : builder.Linear(x, builder.Initial.Uniform("head.weight", 0.1 / Math.Sqrt(features), Outputs, features), InitialValues.Constant("head.bias", 0, Outputs));
        return builder.Finish($"conv{Blocks}-{Filters}", y);
    }

    private Value Block(ModelBuilder builder, Value x, int block)
    {
        var stride = Downsampling == Downsampling.Stride ? 2 : 1;
        var windows = Sequence ? new Windows([1, 3], [1, stride], [1, 1], [0, 1, 0, 1]) : new Windows([3, 3], [stride, stride], [1, 1], [1, 1, 1, 1]);
        var weight = builder.Add(builder.Initial.Glorot($"conv{block}.weight", Filters, x.Shape[1].Factor, Sequence ? 1 : 3, 3));
        var bias = builder.Add(InitialValues.Constant($"conv{block}.bias", 0, Filters));
        x = builder.Graph.Add(Convolution.Conv, [x, weight, bias], windows.ToAttributes());
        if (Normalization != NormalizationKind.None)
        {
            var scale = builder.Add(InitialValues.Constant($"norm{block}.weight", 1, Filters));
            var shift = builder.Add(InitialValues.Constant($"norm{block}.bias", 0, Filters));
            x = Normalization is NormalizationKind.Running or NormalizationKind.Support ? WithStatistics(builder, x, scale, shift, block) : Normalized(x, scale, shift);
        }

        if (Context > 0 && block == (Blocks + 1) / 2) x = Modulated(builder, x);
        x = x.Relu();
        return Downsampling == Downsampling.Stride ? x : builder.Graph.Add(Pooling.MaxPool, [x], new Attributes(("kernel_shape", new[] { Sequence ? 1 : 2, 2 }), ("strides", new[] { Sequence ? 1 : 2, 2 })));
    }

    /// <summary>x (1 + γ) + β, both linear in the context.</summary>
    private Value Modulated(ModelBuilder builder, Value x)
    {
        var context = builder.Add(InitialValues.Constant(ContextName, 0, Context)).Reshape(Shape.Of(1, Context));
        var film = builder.Linear(context, builder.Initial.Uniform("film.weight", 1 / Math.Sqrt(Context), 2 * Filters, Context), InitialValues.Constant("film.bias", 0, 2 * Filters));
        Value Part(int first) => film.Slice(1, first, first + Filters).Reshape(Shape.Of(1, Filters, 1, 1));
        return (x * (Part(0) + 1)) + Part(Filters);
    }

    private Value WithStatistics(ModelBuilder builder, Value x, Value scale, Value shift, int block)
    {
        var mean = builder.Add(InitialValues.Constant($"norm{block}.mean", 0, Filters));
        var variance = builder.Add(InitialValues.Constant($"norm{block}.variance", 1, Filters));
        return builder.Graph.Add(Operators.Normalization.BatchNormalization, [x, scale, shift, mean, variance], new Attributes(("epsilon", 1e-5)));
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
