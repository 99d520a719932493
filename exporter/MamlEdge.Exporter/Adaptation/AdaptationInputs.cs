using MamlEdge.Bundle;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Adaptation;

/// <summary>The inputs of a program in a graph of its own, in the order in which they are declared.</summary>
internal sealed class AdaptationInputs
{
    /// <summary>Prefix of the parameters.</summary>
    public const string Theta = "theta.";

    private readonly Function _forward;
    private readonly InnerLoopSpec _spec;
    private readonly Graph _graph = new();
    private readonly List<Value> _examples = [];
    private readonly bool _ratesAsInputs;
    private readonly Dictionary<string, Shape> _learned;

    /// <summary>Parameters and rates; examples are added as they are asked for.</summary>
    /// <param name="forward">Inputs x, then the parameters; one result y.</param>
    /// <param name="spec">The inner loop.</param>
    /// <param name="adapted">Names of the adapted parameters.</param>
    /// <param name="ratesAsInputs">Whether rates that are given explicitly are inputs too.</param>
    /// <param name="learned">Whether parameters have the shapes in which they are learned, rather than a row for each class.</param>
    public AdaptationInputs(Function forward, InnerLoopSpec spec, IReadOnlyList<string> adapted, bool ratesAsInputs, bool learned)
    {
        (_forward, _spec, _ratesAsInputs) = (forward, spec, ratesAsInputs);
        Parameters = forward.Inputs.Skip(1).ToDictionary(i => i.Name, i => _graph.NewInput(Theta + i.Name, i.Type, learned ? ClassRows.Learned(i) : i.Shape), StringComparer.Ordinal);
        _learned = forward.Inputs.Skip(1).ToDictionary(i => i.Name, ClassRows.Learned, StringComparer.Ordinal);
        StepValues = new(learned ? PerStepOf(forward, spec).ToDictionary(p => p, NewStepValue, StringComparer.Ordinal) : []);
        Rates = new(spec.Ridge is { } ridge ? Figures(ridge) : adapted.ToDictionary(p => p, RateOf), _learned, spec.Steps);
    }

    /// <summary><c>theta.*</c> by name of the parameter.</summary>
    public Dictionary<string, Value> Parameters { get; }

    /// <summary>Values for each step, where a loop starts from what is learned.</summary>
    public StepValues StepValues { get; }

    /// <summary>The learning rates.</summary>
    public LearningRates Rates { get; }

    /// <summary>Those of them that are inputs.</summary>
    public List<Value> LearnedRates { get; } = [];

    /// <summary>All inputs so far.</summary>
    public IReadOnlyList<Value> All => [.. Parameters.Values, .. StepValues.Inputs, .. LearnedRates, .. _examples];

    /// <summary>Inputs <c>set_x</c> and <c>set_y</c>, whose number is a symbol unless it is known.</summary>
    public (Value X, Value Target) Examples(string set, string symbol, long? known = null)
    {
        var x = _forward.Inputs[0];
        var y = _forward.Outputs[0].Value;
        Dim count = x.Shape[0].Symbol is null ? x.Shape[0] : known is { } length ? length : Dim.Of(symbol);
        var input = _graph.NewInput(set + "_x", x.Type, x.Shape.With(0, count));
        var target = _spec.Loss == LossKind.CrossEntropy
            ? _graph.NewInput(set + "_y", DataType.Int64, new Shape([count, .. y.Shape.Skip(2)]))
            : _graph.NewInput(set + "_y", y.Type, y.Shape.With(0, count));
        _examples.AddRange([input, target]);
        return (input, target);
    }

    /// <summary>Names of the parameters with a value for each step, in the order of the model.</summary>
    /// <exception cref="ExporterException">A glob matches nothing, or statistics are those of the support set at every step.</exception>
    public static IReadOnlyList<string> PerStepOf(Function forward, InnerLoopSpec spec)
    {
        var names = AdaptedNames.Of([.. forward.Inputs.Skip(1).Select(i => i.Name)], spec.PerStep);
        var taken = spec.SupportStatistics ? names.Intersect(ForwardForms.StatisticsOf(forward)).ToList() : [];
        return taken.Count == 0 ? names
            : throw new ExporterException($"'{taken[0]}' cannot have a value for each step: statistics are those of the support set, at every step. Take running ones for that.");
    }

    private Value NewStepValue(string parameter) =>
        _graph.NewInput(StepValues.Prefix + parameter, Parameters[parameter].Type, new Shape([_spec.Steps, .. _learned[parameter]]));

    private Dictionary<string, Value> Figures(RidgeHead ridge)
    {
        return (_spec.Rates ?? ridge.ToRates()).ToDictionary(f => f.Key, f => Figure(f.Key, f.Value), StringComparer.Ordinal);

        Value Figure(string name, SafeTensor logarithm)
        {
            if (!_spec.LearnRates && !(_ratesAsInputs && _spec.Rates is not null))
                return _graph.NewScalar(DataType.Float32, logarithm.ToDoubles()[0]);
            var figure = _graph.NewInput("lr." + name, DataType.Float32, Shape.Scalar);
            LearnedRates.Add(figure);
            return figure;
        }
    }

    private Value RateOf(string parameter)
    {
        var type = Parameters[parameter].Type;
        if (_spec.RateSharing == LearningRateSharing.Single && _spec.Rates is null && !_spec.LearnRates) return _graph.NewScalar(type, _spec.LearningRate);
        var name = LearningRates.NameOf(parameter, _spec.Rates is null ? _spec.RateSharing : LearningRateSharing.PerParameter);
        if (!_ratesAsInputs && _spec.Rates?.GetValueOrDefault(parameter) is { } fixedRate)
            return _graph.NewConstant(new Tensor(type, fixedRate.Shape, fixedRate.ToDoubles()), name);
        var rate = _graph.NewInput(name, type, LearningRates.ShapeOf(parameter, _learned[parameter], _spec));
        if (!LearnedRates.Contains(rate)) LearnedRates.Add(rate);
        return rate;
    }
}
