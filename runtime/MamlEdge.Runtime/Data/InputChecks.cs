using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>Checks of what the caller gives, before ONNX Runtime sees it.</summary>
internal static class InputChecks
{
    /// <summary>The number of values is that of the shape.</summary>
    internal static void Count(string part, int values, ReadOnlySpan<long> shape)
    {
        long count;
        try
        {
            count = TensorShape.Count(shape);
        }
        catch (OverflowException)
        {
            count = -1;
        }

        if (count != values)
        {
            throw new InputException(
                part, $"as many values as shape {TensorShape.Text(shape)} has", $"{values}", "Give data that fills the shape.");
        }
    }

    /// <summary>The shape fits the manifest's; returns what the symbols stand for.</summary>
    internal static Dictionary<string, long> Shape(string part, TensorSpec spec, ReadOnlySpan<long> shape)
    {
        var symbols = new Dictionary<string, long>(StringComparer.Ordinal);
        var fits = shape.Length == spec.Shape.Count;
        for (var axis = 0; fits && axis < shape.Length; axis++)
        {
            var dimension = spec.Shape[axis];
            fits = dimension.Accepts(shape[axis]);
            if (dimension.Symbol is { } symbol && !symbols.TryAdd(symbol, shape[axis]))
                fits &= symbols[symbol] == shape[axis];
        }

        if (!fits)
        {
            throw new InputException(
                part, $"shape {spec.ShapeText}", TensorShape.Text(shape), "Reshape or preprocess the data as the manifest says.");
        }

        return shape[0] > 0
            ? symbols
            : throw new InputException(part, "at least one example", "none", "Give at least one.");
    }

    /// <summary>No value is NaN or infinite.</summary>
    internal static void Finite(string part, ReadOnlySpan<float> values, ReadOnlySpan<long> shape)
    {
        var at = Runtime.Finite.FirstNot(values);
        if (at < 0)
            return;
        var width = Math.Max(1, values.Length / Math.Max(1, shape[0]));
        throw new InputException(
            $"{part}, example {at / width}, value {at % width}", "a finite number", $"{values[at]}", "Remove or repair the example.");
    }

    /// <summary>There is one label for each example (and position, where a model labels those), each among the classes.</summary>
    /// <param name="manifest">Says how many classes there are.</param>
    /// <param name="labels">The labels.</param>
    /// <param name="examples">Number of examples.</param>
    /// <param name="known">Classes that the model has already, where their number is free: every example may add one.</param>
    /// <returns>The shape of the labels.</returns>
    internal static long[] Labels(Manifest manifest, ReadOnlySpan<long> labels, long examples, long known = 0)
    {
        if (manifest.Target.Type != ElementType.Int64)
        {
            throw new InputException(
                "Support labels", $"float32 targets of shape {manifest.Target.ShapeText}", "int64 labels",
                $"'{manifest.Name}' is no classifier: give targets as Examples.");
        }

        var shape = manifest.Target.ShapeOf(examples, free: -1);
        if (shape.Contains(-1))
        {
            throw new InputException(
                "Support labels", "a target shape that is known but for the number of examples", manifest.Target.ShapeText,
                "Export the model for one size of example.");
        }

        if (labels.Length != TensorShape.Count(shape))
        {
            throw new InputException(
                "Support labels", $"{TensorShape.Count(shape)}, for {examples} examples", $"{labels.Length}",
                "Give one label for each example.");
        }

        var ways = ClassRows.Any(manifest) ? known + examples : manifest.Output.Shape.Count > 1 ? manifest.Output.Shape[1].Size : null;
        for (var at = 0; at < labels.Length; at++)
        {
            if (labels[at] < 0 || labels[at] >= (ways ?? long.MaxValue))
            {
                throw new InputException(
                    $"Support label {at}", ways is null ? "0 or more" : $"0 to {ways - 1}", $"{labels[at]}",
                    "Number the classes from 0, in any order.");
            }
        }

        return shape;
    }

    /// <summary>Targets fit the manifest and the number of examples.</summary>
    internal static void Targets(Manifest manifest, Examples targets, long examples)
    {
        if (manifest.Target.Type != ElementType.Float32)
        {
            throw new InputException(
                "Support targets", "int64 labels", "float32 targets", $"'{manifest.Name}' is a classifier: give class labels.");
        }

        _ = Shape("Support targets", manifest.Target, targets.Shape);
        if (targets.Count != examples)
        {
            throw new InputException(
                "Support targets", $"{examples}, one for each example", $"{targets.Count}", "Give one target for each example.");
        }

        Finite("Support targets", targets.Values.Span, targets.Shape);
        if (manifest.Loss != LossKind.Bce)
            return;
        foreach (var target in targets.Values.Span)
        {
            if (target is < 0 or > 1)
                throw new InputException("Support targets", "numbers from 0 to 1", $"{target}", "Give 0 for no and 1 for yes.");
        }
    }
}
