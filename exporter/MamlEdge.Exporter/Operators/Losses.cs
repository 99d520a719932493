using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>Losses of a prediction y against targets; means over the examples.</summary>
public static class Losses
{
    /// <summary>-log softmax(y)[label], weighted and masked (<c>reduction</c>, <c>ignore_index</c>); classes on axis 1.</summary>
    public static readonly Operator SoftmaxCrossEntropyLoss = new("SoftmaxCrossEntropyLoss")
    {
        Opset = 13,
        Expansion = (inputs, a) => Likelihood(inputs[0].LogSoftmaxOver(1), inputs[1], inputs.Count > 2 ? inputs[2].OrNull() : null, a),
    };

    /// <summary>-y[label] for y that holds log probabilities.</summary>
    public static readonly Operator NegativeLogLikelihoodLoss = new("NegativeLogLikelihoodLoss")
    {
        Opset = 13,
        Expansion = (inputs, a) => Likelihood(inputs[0], inputs[1], inputs.Count > 2 ? inputs[2].OrNull() : null, a),
    };

    /// <summary>The loss, and the log probabilities where they are used.</summary>
    internal static Value[] Read(OnnxNode n) => [n.As(SoftmaxCrossEntropyLoss), .. n.Outputs.Skip(1).Where(used => used).Select(_ => n.X().LogSoftmaxOver(1))];

    /// <summary>Mean cross-entropy of logits [S, classes] against labels [S]; of log probabilities where y is one already.</summary>
    public static Value CrossEntropy(Value y, Value labels)
    {
        var logits = y.Op == Softmaxes.Softmax ? y.Inputs[0] : y;
        var log = logits.Op == Softmaxes.LogSoftmax ? logits : logits.LogSoftmaxOver(1);
        return Likelihood(log, labels, null, Attributes.None);
    }

    /// <summary>Mean squared error over all elements.</summary>
    public static Value MeanSquaredError(Value y, Value target)
    {
        var error = y - target;
        return (error * error).Mean();
    }

    /// <summary>
    /// Mean binary cross-entropy of logits: softplus(z) - t z. Where y is a Sigmoid, z is what it was taken of, which is the same
    /// loss without its overflow.
    /// </summary>
    public static Value BinaryCrossEntropy(Value y, Value target)
    {
        var z = y.Op == Elementwise.Sigmoid ? y.Inputs[0] : y;
        return (Elementwise.Softplus.Apply(z) - (target * z)).Mean();
    }

    /// <summary>1 at the label of each example and 0 elsewhere, in the shape of <paramref name="y"/> with classes on axis 1.</summary>
    public static Value OneHot(Value y, Value labels) => IsLabel(y, labels).CastTo(y.Type);

    private static Value IsLabel(Value y, Value labels)
    {
        Shape shape = new([y.Shape[1], .. Enumerable.Repeat((Dim)1, y.Rank - 2)]);
        var range = y.Shape[1].IsKnown
            ? y.Graph.NewConstant(new Tensor(DataType.Int64, shape.ToLongs(), [.. Enumerable.Range(0, (int)y.Shape[1].Known).Select(c => (double)c)]))
            : y.Graph.Add(Leaves.Range, [y.Graph.NewScalar(DataType.Int64, 0), y.Graph.NewLength(DataType.Int64, y.Shape[1]), y.Graph.NewScalar(DataType.Int64, 1)]).Reshape(shape);
        return labels.CastTo(DataType.Int64).Unsqueeze(1).EqualTo(range);
    }

    /// <summary>
    /// The log probabilities of the labels are chosen, not multiplied with a mask: a class that is masked out has a logit of -∞, and 0 times that is no number.
    /// </summary>
    private static Value Likelihood(Value log, Value labels, Value? weights, Attributes a)
    {
        var index = labels.CastTo(DataType.Int64);
        // What is ignored is of no class.
        if (a.Has("ignore_index")) index = index.EqualTo(log.Graph.NewScalar(DataType.Int64, a.Int("ignore_index"))).Choose(log.Graph.NewScalar(DataType.Int64, -1), index);
        var isLabel = IsLabel(log, index);
        var weight = weights?.Reshape(new Shape([log.Shape[1], .. Enumerable.Repeat((Dim)1, log.Rank - 2)])) ?? log.Number(1);
        var picked = isLabel.Choose(log, log.Number(0)) * weight;
        return a.Text("reduction", "mean") switch
        {
            "none" => -picked.Sum([1]),
            "sum" => -picked.Sum(),
            "mean" when weights is null && !a.Has("ignore_index") => -(picked.Sum() / log.Graph.NewLength(log.Type, labels.Shape.Size)),
            "mean" => -(picked.Sum() / isLabel.Choose(weight, log.Number(0)).Sum()),
            var other => throw new ExporterException($"Loss reduction '{other}' is unknown: none, sum and mean are."),
        };
    }
}
