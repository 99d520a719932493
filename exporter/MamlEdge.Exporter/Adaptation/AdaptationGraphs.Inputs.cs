using MamlEdge.Bundle;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Adaptation;

/// <content>The inputs of the programs.</content>
public sealed partial class AdaptationGraphs
{
    /// <summary>The inputs of a program, in the order in which they are declared.</summary>
    private sealed class Inputs
    {
        private readonly AdaptationGraphs _owner;
        private readonly Graph _graph;
        private readonly List<Value> _examples = [];
        private readonly bool _ratesAsInputs;

        public Inputs(AdaptationGraphs owner, Graph graph, bool ratesAsInputs)
        {
            (_owner, _graph, _ratesAsInputs) = (owner, graph, ratesAsInputs);
            Theta = owner._forward.Inputs.Skip(1).ToDictionary(i => i.Name, i => graph.NewInput(AdaptationGraphs.Theta + i.Name, i.Type, i.Shape), StringComparer.Ordinal);
            Rates = new(owner.Adapted.ToDictionary(p => p, RateOf), Theta.ToDictionary(p => p.Key, p => p.Value.Shape), owner._spec.Steps);
        }

        public Dictionary<string, Value> Theta { get; }

        public LearningRates Rates { get; }

        public List<Value> LearnedRates { get; } = [];

        public IReadOnlyList<Value> All => [.. Theta.Values, .. LearnedRates, .. _examples];

        public (Value X, Value Target) Examples(string set, string symbol, long? known = null)
        {
            var x = _owner._forward.Inputs[0];
            var y = _owner._forward.Outputs[0].Value;
            Dim count = x.Shape[0].Symbol is null ? x.Shape[0] : known is { } length ? length : Dim.Of(symbol);
            var input = _graph.NewInput(set + "_x", x.Type, x.Shape.With(0, count));
            var target = _owner._spec.Loss == LossKind.CrossEntropy
                ? _graph.NewInput(set + "_y", DataType.Int64, new Shape([count, .. y.Shape.Skip(2)]))
                : _graph.NewInput(set + "_y", y.Type, y.Shape.With(0, count));
            _examples.AddRange([input, target]);
            return (input, target);
        }

        private Value RateOf(string parameter)
        {
            var spec = _owner._spec;
            var type = Theta[parameter].Type;
            if (spec.RateSharing == LearningRateSharing.Single && spec.Rates is null && !spec.LearnRates) return _graph.NewScalar(type, spec.LearningRate);
            var name = LearningRates.NameOf(parameter, spec.Rates is null ? spec.RateSharing : LearningRateSharing.PerParameter);
            if (!_ratesAsInputs && spec.Rates?.GetValueOrDefault(parameter) is { } fixedRate)
                return _graph.NewConstant(new Tensor(type, fixedRate.Shape, fixedRate.ToDoubles()), name);
            var rate = _graph.NewInput(name, type, LearningRates.ShapeOf(parameter, Theta[parameter].Shape, spec));
            if (!LearnedRates.Contains(rate)) LearnedRates.Add(rate);
            return rate;
        }
    }
}
