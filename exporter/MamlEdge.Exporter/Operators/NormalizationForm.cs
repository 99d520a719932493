using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>Reads normalisations, with the statistics that some of them also return.</summary>
internal static class NormalizationForm
{
    /// <summary>
    /// In training mode with the statistics of the batch; the running ones move towards these by 1 - momentum. Before opset 14 the mode
    /// was given by the outputs.
    /// </summary>
    public static Value[] Batch(OnnxNode n)
    {
        var epsilon = n.Attributes.Float("epsilon", 1e-5);
        var statistics = n.Outputs.Skip(1).Any(used => used);
        if (n.Attributes.Int("training_mode") == 0 && !statistics) return [n.As(Normalization.BatchNormalization, new Attributes(("epsilon", epsilon)))];
        var x = n.X();
        var y = Normalization.BatchStatistics(x, n.X(1), n.X(2), epsilon);
        if (!statistics) return [y];
        var axes = Enumerable.Range(0, x.Rank).Where(a => a != 1).Select(a => (long)a).ToArray();
        var centred = x - x.Mean(axes, true);
        var momentum = n.Attributes.Float("momentum", 0.9);
        return [y, Running(n.X(3), x.Mean(axes)), Running(n.X(4), (centred * centred).Mean(axes))];

        Value Running(Value before, Value now) => (before * momentum) + (now * (1 - momentum));
    }

    /// <summary>The result, and where they are used its statistics: mean and 1 / √(variance + epsilon).</summary>
    public static Value[] Layer(OnnxNode n)
    {
        var y = n.As(Normalization.LayerNormalization, n.Attributes.Without("stash_type"));
        if (!n.Outputs.Skip(1).Any(used => used)) return [y];
        var x = n.X();
        var axes = Reductions.From(n.Axis("axis", -1, x.Rank), x.Rank);
        var deviation = x.Graph.Add(Statistics.InverseDeviation, [x], new Attributes(("axes", axes), ("epsilon", n.Attributes.Float("epsilon", 1e-5))));
        return [y, x.Mean(axes, true), deviation.Reshape(Reductions.Reduced(x.Shape, axes, true))];
    }

    /// <summary>Before opset 21 scale and bias were those of groups, not of channels.</summary>
    public static Value Group(OnnxNode n)
    {
        var groups = n.Attributes.Int("num_groups");
        var size = Dim.Divide(n.X().Shape[1], groups) ?? throw n.Error($"{n.X().Shape[1]} channels do not divide into {groups} groups");
        return n.Graph.Add(
            Normalization.GroupNormalization,
            n.Opset >= 21 ? [n.X(), n.X(1), n.X(2)] : [n.X(), Spread(n.X(1)), Spread(n.X(2))],
            n.Attributes.Without("stash_type"),
            n.Name);

        Value Spread(Value v) => v.Unsqueeze(1).Expand(new Shape(groups, size)).Reshape(new Shape(n.X().Shape[1]));
    }

    /// <summary>RMS normalisation as it stands in models that ONNX Runtime has optimised.</summary>
    public static Value[] RootMeanSquare(OnnxNode n)
    {
        if (n.Outputs.Skip(1).Any(used => used)) throw n.Error("only its first output is supported");
        return [Normalization.RootMeanSquare(n.X(), n.X(1), n.Axis("axis", -1, n.X().Rank), n.Attributes.Float("epsilon", 1e-5))];
    }
}
