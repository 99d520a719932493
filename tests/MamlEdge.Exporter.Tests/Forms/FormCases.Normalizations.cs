namespace MamlEdge.Exporter.Tests.Forms;

/// <summary>Normalisations and losses.</summary>
internal static partial class FormCases
{
    private static IEnumerable<FormCase> Normalizations()
    {
        yield return new("BatchNormalization", "inference", 15, [X(2, 3, 4), X(3), X(3), X(3), X(3)], ("epsilon", 1e-3)) { Low = 0.5 };
        yield return new("BatchNormalization", "inference, old", 11, [X(2, 3, 2, 2), X(3), X(3), X(3), X(3)], ("momentum", 0.9)) { Low = 0.5 };
        yield return new("BatchNormalization", "no spatial axes", 15, [X(4, 3), X(3), X(3), X(3), X(3)]) { Low = 0.5 };
        yield return new("BatchNormalization", "batch statistics", 15, [X(4, 3, 2), X(3), X(3), X(3), X(3)], ("training_mode", 1), ("momentum", 0.7)) { Low = 0.5, Outputs = [true, true, true] };
        yield return new("InstanceNormalization", "images", 11, [X(2, 3, 3, 2), X(3), X(3)], ("epsilon", 1e-2));
        yield return new("LayerNormalization", "last axis", 17, [X(2, 3, 5), X(5), X(5)]);
        yield return new("LayerNormalization", "two axes, no bias", 17, [X(2, 3, 5), X(3, 5)], ("axis", 1), ("epsilon", 1e-3));
        yield return new("LayerNormalization", "mean and deviation", 17, [X(2, 3, 5), X(5), X(5)]) { Outputs = [true, true, true] };
        yield return new("LayerNormalization", "all axes, deviation", 17, [X(3, 5), X(3, 5)], ("axis", 0)) { Outputs = [true, false, true] };
        yield return new("GroupNormalization", "scale for each group", 18, [X(2, 4, 3), X(2), X(2)], ("num_groups", 2));
        yield return new("GroupNormalization", "scale for each channel", 21, [X(2, 4, 3, 2), X(4), X(4)], ("num_groups", 2), ("epsilon", 1e-3));
        yield return new("SimplifiedLayerNormalization", "last axis", 17, [X(2, 3, 5), X(5)]);
        yield return new("SimplifiedLayerNormalization", "two axes", 17, [X(2, 3, 5), X(3, 5)], ("axis", 1), ("epsilon", 1e-3));
        yield return new("LRN", "odd size", 13, [X(2, 5, 3, 2)], ("size", 3), ("alpha", 0.4), ("beta", 0.6), ("bias", 1.5));
        yield return new("LRN", "defaults", 13, [X(1, 4, 2, 2)], ("size", 5));
        yield return new("LpNormalization", "p = 1", 11, [X(2, 3, 4)], ("p", 1), ("axis", 1));
        yield return new("LpNormalization", "p = 2", 11, [X(2, 3, 4)]);
        yield return new("MeanVarianceNormalization", "default axes", 13, [X(2, 3, 4, 2)]);
        yield return new("MeanVarianceNormalization", "axes", 13, [X(2, 3, 4, 2)], ("axes", Ints(1, -1)));
    }

    private static IEnumerable<FormCase> Losses()
    {
        var labels = new Tensor(DataType.Int64, [3], [2, 1, 0]);
        var ignoring = new Tensor(DataType.Int64, [3], [2, -1, 0]);
        var spatial = new Tensor(DataType.Int32, [2, 2, 3], [0, 1, 2, 3, 1, 0, 2, 2, 3, 0, 1, 1]);
        foreach (var op in new[] { "SoftmaxCrossEntropyLoss", "NegativeLogLikelihoodLoss" })
        {
            foreach (var reduction in new[] { "none", "sum", "mean" })
            {
                yield return new(op, reduction, 13, [X(3, 4), labels], ("reduction", reduction));
                yield return new(op, $"{reduction}, weights", 13, [X(3, 4), labels, X(4)], ("reduction", reduction)) { Low = 0.3 };
                yield return new(op, $"{reduction}, ignored label", 13, [X(3, 4), ignoring], ("reduction", reduction), ("ignore_index", -1));
                yield return new(op, $"{reduction}, images with weights", 12, [X(2, 4, 2, 3), spatial, X(4)], ("reduction", reduction), ("ignore_index", 1)) { Low = 0.3 };
            }
        }

        yield return new("SoftmaxCrossEntropyLoss", "log probabilities", 13, [X(3, 4), labels]) { Outputs = [true, true] };
        yield return new("SoftmaxCrossEntropyLoss", "log probabilities of images", 13, [X(2, 4, 2, 3), spatial, X(4)], ("ignore_index", 1)) { Low = 0.3, Outputs = [true, true] };
    }
}
