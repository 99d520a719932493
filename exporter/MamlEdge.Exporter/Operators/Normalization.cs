using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>
/// Normalisations: y = scale (x - mean) / √(variance + epsilon) + bias with mean and variance over different axes of
/// x [N, C, spatial...]. The variance is the biased one.
/// </summary>
public static class Normalization
{
    /// <summary>With given statistics: inputs x, scale, bias, mean, variance, each [C].</summary>
    public static readonly Operator BatchNormalization = new("BatchNormalization")
    {
        Opset = 15,
        Expansion = (inputs, a) =>
        {
            var x = inputs[0];
            var factor = inputs[1] / (inputs[4] + a.Float("epsilon", 1e-5)).Sqrt();
            return (PerChannel(factor, x) * (x - PerChannel(inputs[3], x))) + PerChannel(inputs[2], x);
        },
    };

    /// <summary>Over the spatial axes of each example and channel.</summary>
    public static readonly Operator InstanceNormalization = new("InstanceNormalization")
    {
        Opset = 6,
        Expansion = (inputs, a) => Affine(Standardize(inputs[0], Reductions.From(2, inputs[0].Rank), a.Float("epsilon", 1e-5)), inputs[1], inputs[2]),
    };

    /// <summary>Over the axes from <c>axis</c> on; scale and optional bias have the shape of those axes.</summary>
    public static readonly Operator LayerNormalization = new("LayerNormalization")
    {
        Opset = 17,
        Expansion = (inputs, a) =>
        {
            var axis = (int)a.Int("axis", -1);
            var y = Standardize(inputs[0], Reductions.From(axis < 0 ? axis + inputs[0].Rank : axis, inputs[0].Rank), a.Float("epsilon", 1e-5)) * inputs[1];
            return inputs.Count > 2 && inputs[2].OrNull() is { } bias ? y + bias : y;
        },
    };

    /// <summary>Over the channels of each group (<c>num_groups</c>) and the spatial axes; scale and bias [C].</summary>
    public static readonly Operator GroupNormalization = new("GroupNormalization")
    {
        Opset = 21,
        Expansion = (inputs, a) => OverChannels(inputs[0], inputs[1], inputs[2], a.Int("num_groups", 1), a.Float("epsilon", 1e-5)),
    };

    /// <summary>Over <c>axes</c> without scale; 1e-9 beside the deviation is 1e-18 beside the variance.</summary>
    public static readonly Operator MeanVarianceNormalization = new("MeanVarianceNormalization")
    {
        Opset = 13,
        Expansion = (inputs, a) => Standardize(inputs[0], a.Ints("axes") ?? [0, 2, 3], 1e-18),
    };

    /// <summary>Over <c>axis</c> divided by its norm, the sum of |x| (<c>p</c> = 1) or the Euclidean one; 0 where that is 0.</summary>
    public static readonly Operator LpNormalization = new("LpNormalization")
    {
        Opset = 1,
        Expansion = (inputs, a) =>
        {
            var norm = Reductions.Reduce(a.Int("p", 2) == 1 ? Reductions.ReduceL1 : Reductions.ReduceL2, inputs[0], [a.Int("axis", -1)], true);
            var none = norm.EqualTo(norm.Number(0));
            return inputs[0] * none.Choose(norm.Number(0), Elementwise.Reciprocal.Apply(none.Choose(norm.Number(1), norm)));
        },
    };

    /// <summary>x / (bias + alpha / size Σ x²)^beta over a window of <c>size</c> channels.</summary>
    public static readonly Operator LRN = new("LRN")
    {
        Opset = 13,
        Expansion = (inputs, a) =>
        {
            var (x, size) = (inputs[0], a.Int("size", 1));
            if (size < 1) throw new ExporterException($"The size of the window must be positive, got {size}.");
            var channels = x.Shape[1].IsKnown ? x.Shape[1].Known : throw new ExporterException($"The number of channels of '{x.Name}' {x.TypeText} must be known.");
            // A channel has no more neighbours than there are.
            var (before, after) = (Math.Min((size - 1) / 2, channels - 1), Math.Min(size / 2, channels - 1));
            var pads = new long[2 * x.Rank];
            (pads[1], pads[x.Rank + 1]) = (before, after);
            var squares = (x * x).Pad(pads);
            var sum = Enumerable.Range(0, (int)(before + 1 + after)).Select(i => squares.Slice(1, i, i + channels)).Aggregate((s, t) => s + t);
            return x * (a.Float("bias", 1) + (a.Float("alpha", 1e-4) / size * sum)).Power(-a.Float("beta", 0.75));
        },
    };

    /// <summary>Over the channels of each of <paramref name="groups"/> groups and the spatial axes; one group is layer norm of an image.</summary>
    public static Value OverChannels(Value x, Value scale, Value bias, long groups, double epsilon)
    {
        if (groups == 1) return Affine(Standardize(x, Reductions.From(1, x.Rank), epsilon), scale, bias);
        var size = Dim.Divide(x.Shape[1], groups) ?? throw new ExporterException($"{x.Shape[1]} channels do not divide into {groups} groups.");
        var split = x.Reshape(new Shape([x.Shape[0], groups, size, .. x.Shape.Skip(2)]));
        return Affine(Standardize(split, Reductions.From(2, split.Rank), epsilon).Reshape(x.Shape), scale, bias);
    }

    /// <summary>With the statistics of the batch at hand (batch norm in training): over every axis but the channels.</summary>
    public static Value BatchStatistics(Value x, Value scale, Value bias, double epsilon) =>
        Affine(Standardize(x, [0, .. Reductions.From(2, x.Rank)], epsilon), scale, bias);

    /// <summary>x / √(mean x² + epsilon) over the axes from <paramref name="axis"/> on, times a scale of the shape of those axes.</summary>
    public static Value RootMeanSquare(Value x, Value scale, int axis, double epsilon) =>
        x * Elementwise.InverseSqrt.Apply((x * x).Mean(Reductions.From(axis, x.Rank), true) + epsilon) * scale;

    /// <summary>(x - mean) / √(variance + epsilon) over axes.</summary>
    public static Value Standardize(Value x, IReadOnlyList<long> axes, double epsilon) =>
        x.Graph.Add(Statistics.Standardize, [x], new Attributes(("axes", Reductions.Axes(x, axes)), ("epsilon", epsilon)));

    private static Value Affine(Value x, Value scale, Value bias) => (x * PerChannel(scale, x)) + PerChannel(bias, x);

    private static Value PerChannel(Value v, Value x) =>
        v.Reshape(new Shape(Enumerable.Range(0, x.Rank - 1).Select(a => a == 0 ? v.Shape[0] : 1)));
}
