using MamlEdge.Bundle;
using MamlEdge.Runtime;

namespace MamlEdge.Device.Commands;

/// <summary>Examples that fit a bundle, to time it with: values of a sine, classes in turn. Always the same.</summary>
internal sealed class MadeUpExamples
{
    private readonly long[] _labels = [];
    private readonly Examples _targets;

    /// <summary>Makes examples.</summary>
    /// <param name="manifest">Says what the model takes.</param>
    /// <param name="count">How many.</param>
    /// <exception cref="InputException">A shape has a free dimension besides the number of examples.</exception>
    public MadeUpExamples(Manifest manifest, int count)
    {
        Inputs = Fill(manifest.Input, count, value => value);
        if (manifest.Loss != LossKind.CrossEntropy)
        {
            _targets = Fill(manifest.Target, count, value => manifest.Loss == LossKind.Bce ? (value + 1) / 2 : value);
            return;
        }

        var ways = manifest.Output.Shape.ElementAtOrDefault(1).Size ?? 2;
        _labels = [.. Enumerable.Range(0, (int)TensorShape.Count(Shape(manifest.Target, count))).Select(at => at % ways)];
    }

    /// <summary>The inputs.</summary>
    public Examples Inputs { get; }

    /// <summary>Adapts a model to them.</summary>
    public PersonalModel Adapt(MetaModel model, AdaptOptions options, CancellationToken cancellation) => _labels.Length > 0
        ? model.Adapt(Inputs, _labels, options, cancellationToken: cancellation)
        : model.Adapt(Inputs, _targets, options, cancellationToken: cancellation);

    private static Examples Fill(TensorSpec spec, int count, Func<float, float> map)
    {
        var shape = Shape(spec, count);
        var values = new float[TensorShape.Count(shape)];
        for (var at = 0; at < values.Length; at++)
            values[at] = map(MathF.Sin(at * 0.7f));
        return new Examples(values, shape);
    }

    private static long[] Shape(TensorSpec spec, int count)
    {
        var shape = spec.ShapeOf(spec.Shape[0].Size ?? count, free: -1);
        return !shape.Contains(-1) ? shape : throw new InputException(
            $"'{spec.Name}'", "a shape that is known but for the number of examples", spec.ShapeText, "No data can be made up for it; time it with your own.");
    }
}
