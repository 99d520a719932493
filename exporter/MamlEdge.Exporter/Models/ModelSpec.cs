using MamlEdge.Bundle;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Models;

/// <summary>A family of models with its sizes; a seed makes a model of it.</summary>
public abstract record ModelSpec
{
    /// <summary>Name of the context parameters of models that have some: inputs that adaptation finds, 0 before it.</summary>
    public const string ContextName = "context";

    /// <summary>Whether a parameter belongs to the last layer.</summary>
    public abstract bool IsHead(string parameter);

    /// <summary>Whether a parameter belongs to a normalisation: its scale, shift or statistics.</summary>
    public virtual bool IsNormalization(string parameter) => false;

    /// <summary>What activations are normalised over.</summary>
    public virtual NormalizationKind NormalizedBy() => NormalizationKind.None;

    /// <summary>A model with fresh parameters.</summary>
    /// <param name="seed">The same seed gives the same parameters.</param>
    public abstract ForwardModel Build(ulong seed);
}

/// <summary>Collects parameters and layers while a spec builds its function.</summary>
internal sealed class ModelBuilder(ulong seed)
{
    private readonly List<Value> _inputs = [];
    private readonly List<Parameter> _parameters = [];

    public Graph Graph { get; } = new();

    public InitialValues Initial { get; } = new(seed);

    public Value Data(params IEnumerable<long> axes)
    {
        var x = Graph.NewInput("x", DataType.Float32, new Shape([Dim.Of("N"), .. axes.Select(a => (Dim)a)]));
        _inputs.Insert(0, x);
        return x;
    }

    public Value Add(Parameter parameter)
    {
        _parameters.Add(parameter);
        _inputs.Add(Graph.NewInput(parameter.Name, DataType.Float32, Shape.Of(parameter.Shape)));
        return _inputs[^1];
    }

    /// <summary>A parameter with a row for each class, of which <paramref name="row"/> is learned.</summary>
    public Value AddPerClass(Parameter row)
    {
        _parameters.Add(row);
        _inputs.Add(Graph.NewInput(row.Name, DataType.Float32, Shape.Of(row.Shape).With(0, Dim.Of(Adaptation.ClassRows.Classes))));
        return _inputs[^1];
    }

    /// <summary>x Wᵀ + b with a weight [W, in] for any number W of classes.</summary>
    public Value LinearPerClass(Value x, Parameter weight, Parameter bias) =>
        Graph.Add(Products.Gemm, [x, AddPerClass(weight), AddPerClass(bias)], new Attributes(("transB", 1)));

    /// <summary>x Wᵀ + b with a weight [out, in].</summary>
    public Value Linear(Value x, Parameter weight, Parameter bias) =>
        Graph.Add(Products.Gemm, [x, Add(weight), Add(bias)], new Attributes(("transB", 1)));

    public ForwardModel Finish(string name, Value y) => new(name, new Function(_inputs, [new("y", y)]), _parameters);
}
