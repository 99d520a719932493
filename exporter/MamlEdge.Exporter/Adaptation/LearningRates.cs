using MamlEdge.Bundle;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Adaptation;

/// <summary>The learning rates of an inner loop as values of its graph.</summary>
internal sealed class LearningRates
{
    private readonly Dictionary<string, Value> _rates;
    private readonly IReadOnlyDictionary<string, Shape> _shapes;
    private readonly int _steps;

    /// <summary>Rates by parameter name.</summary>
    /// <param name="rates">The rates.</param>
    /// <param name="shapes">The shapes of the parameters.</param>
    /// <param name="steps">Number of steps k.</param>
    public LearningRates(IReadOnlyDictionary<string, Value> rates, IReadOnlyDictionary<string, Shape> shapes, int steps)
    {
        _rates = new(rates, StringComparer.Ordinal);
        _shapes = shapes;
        _steps = steps;
    }

    /// <summary>Rates that are not of one parameter each, by name: the figures of <see cref="RidgeHead"/>.</summary>
    public IReadOnlyDictionary<string, Value> Figures => _rates;

    /// <summary>Name of the input or constant that holds the rate of a parameter.</summary>
    public static string NameOf(string parameter, LearningRateSharing sharing) => sharing == LearningRateSharing.Single ? "lr" : "lr." + parameter;

    /// <summary>Axes of the rates of a parameter.</summary>
    public static Shape ShapeOf(string parameter, Shape shape, InnerLoopSpec spec)
    {
        if (spec.Rates is not null)
        {
            return spec.Rates.TryGetValue(parameter, out var given) ? Shape.Of(given.Shape)
                : throw new ExporterException($"No learning rate is given for '{parameter}'. Rates are given for: {string.Join(", ", spec.Rates.Keys)}.");
        }

        return spec.RateSharing switch
        {
            LearningRateSharing.Single or LearningRateSharing.PerParameter => Shape.Scalar,
            LearningRateSharing.PerParameterAndStep => Shape.Of(spec.Steps),
            _ => shape,
        };
    }

    /// <summary>Whether the rate of a parameter is the same in every step.</summary>
    public bool IsFixed(string parameter) => _rates[parameter].Shape.Size == 1 || _rates[parameter].Shape.Equals(_shapes[parameter]);

    /// <summary>The rate of a parameter at a step, of a shape that broadcasts against the moved parameter.</summary>
    /// <exception cref="ExporterException">The rates have a shape that fits neither the parameter nor the steps.</exception>
    public Value At(string parameter, ParameterLayout layout, int step)
    {
        var (rate, shape) = (_rates[parameter], _shapes[parameter]);
        if (rate.Shape.Size == 1) return rate.Reshape(Shape.Scalar);
        if (rate.Shape.Equals(shape)) return layout.Apply(rate);
        if (rate.Shape[0] == _steps)
        {
            var own = rate.Slice(0, step, step + 1).Reshape(new Shape(rate.Shape.Skip(1)));
            if (own.Shape.Size == 1) return own.Reshape(Shape.Scalar);
            if (own.Shape.Equals(shape)) return layout.Apply(own);
        }

        throw new ExporterException(
            $"The learning rates of '{parameter}' {shape} have the shape {rate.Shape}; expected one element, {shape}, or {_steps} steps on a leading axis of either.");
    }
}
