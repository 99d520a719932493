using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>Unary operators as they read in rules: <c>x.Exp()</c>.</summary>
public static class Fluent
{
    /// <summary>An operator of one input applied without attributes.</summary>
    public static Value Apply(this Operator op, Value x) => x.Graph.Add(op, [x]);

    /// <summary>e^x.</summary>
    public static Value Exp(this Value x) => Elementwise.Exp.Apply(x);

    /// <summary>Natural logarithm.</summary>
    public static Value Log(this Value x) => Elementwise.Log.Apply(x);

    /// <summary>Square root.</summary>
    public static Value Sqrt(this Value x) => Elementwise.Sqrt.Apply(x);

    /// <summary>-1, 0 or 1.</summary>
    public static Value Sign(this Value x) => Elementwise.Sign.Apply(x);

    /// <summary>1 / (1 + e^-x).</summary>
    public static Value Sigmoid(this Value x) => Elementwise.Sigmoid.Apply(x);

    /// <summary>Hyperbolic tangent.</summary>
    public static Value Tanh(this Value x) => Elementwise.Tanh.Apply(x);

    /// <summary>max(x, 0).</summary>
    public static Value Relu(this Value x) => Elementwise.Relu.Apply(x);

    /// <summary>The value as a constant of differentiation.</summary>
    public static Value Stop(this Value x) => Elementwise.StopGradient.Apply(x);
}
