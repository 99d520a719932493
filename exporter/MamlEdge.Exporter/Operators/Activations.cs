using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>Activations in terms of simpler operators: gradients follow from the formulas. Kinks follow PyTorch.</summary>
public static class Activations
{
    /// <summary>x where x ≥ 0, otherwise alpha x.</summary>
    public static readonly Operator LeakyRelu = Of("LeakyRelu", (x, a) => Positive(x).Choose(x, a.Float("alpha", 0.01) * x), 16);

    /// <summary>x where x &gt; 0, otherwise alpha (e^x - 1).</summary>
    public static readonly Operator Elu = Of("Elu", (x, a) => Positive(x).Choose(x, a.Float("alpha", 1) * (Negative(x).Exp() - 1)), 6);

    /// <summary>gamma times (x where x &gt; 0, otherwise alpha (e^x - 1)).</summary>
    public static readonly Operator Selu = Of("Selu", (x, a) =>
        a.Float("gamma", 1.0507009873554804934) * Positive(x).Choose(x, a.Float("alpha", 1.6732632423543772848) * (Negative(x).Exp() - 1)), 6);

    /// <summary>max(0, x) + min(0, alpha (e^(x/alpha) - 1)).</summary>
    public static readonly Operator Celu = Of("Celu", (x, a) =>
        Positive(x).Choose(x, a.Float("alpha", 1) * ((Negative(x) / a.Float("alpha", 1)).Exp() - 1)), 12);

    /// <summary>x / (1 + |x|).</summary>
    public static readonly Operator Softsign = Of("Softsign", (x, _) => x / (1 + Elementwise.Abs.Apply(x)), 1);

    /// <summary>max(0, min(1, alpha x + beta)).</summary>
    public static readonly Operator HardSigmoid = Of("HardSigmoid", (x, a) => Ramp(x, a.Float("alpha", 0.2), a.Float("beta", 0.5)), 6);

    /// <summary>x max(0, min(1, x/6 + 1/2)); slope 0 at -3 and 1 at 3.</summary>
    public static readonly Operator HardSwish = Of("HardSwish", (x, _) => x * Ramp(x, 1 / 6.0, 0.5), 14);

    /// <summary>x where x &gt; alpha, otherwise 0.</summary>
    public static readonly Operator ThresholdedRelu = Of("ThresholdedRelu", (x, a) =>
        x.GreaterThan(x.Number(a.Float("alpha", 1))).Choose(x, x.Number(0)), 10);

    /// <summary>x + bias where x &lt; -lambd, x - bias where x &gt; lambd, otherwise 0.</summary>
    public static readonly Operator Shrink = Of("Shrink", (x, a) =>
    {
        var (lambda, bias) = (a.Float("lambd", 0.5), a.Float("bias", 0));
        return x.LessThan(x.Number(-lambda)).Choose(x + bias, x.GreaterThan(x.Number(lambda)).Choose(x - bias, x.Number(0)));
    }, 9);

    /// <summary>x tanh(softplus(x)).</summary>
    public static readonly Operator Mish = Of("Mish", (x, _) => x * Elementwise.Softplus.Apply(x).Tanh(), 18);

    /// <summary>x Φ(x), exactly by erf or by tanh (attribute <c>approximate</c>).</summary>
    public static readonly Operator Gelu = Of("Gelu", (x, a) => a.Text("approximate", "none") == "tanh"
        ? 0.5 * x * (1 + (Math.Sqrt(2 / Math.PI) * (x + (0.044715 * (x * x * x)))).Tanh())
        : 0.5 * x * (1 + Elementwise.Erf.Apply(x / Math.Sqrt(2))), 20);

    /// <summary>x where x ≥ 0, otherwise slope x; the slope broadcasts.</summary>
    public static readonly Operator PRelu = new("PRelu")
    {
        Opset = 16,
        Expansion = (inputs, _) => Positive(inputs[0]).Choose(inputs[0], inputs[1] * inputs[0]),
    };

    private static Value Positive(Value x) => x.GreaterThan(x.Number(0));

    /// <summary>min(x, 0), so that the branch not taken stays finite.</summary>
    private static Value Negative(Value x) => Positive(x).Choose(x.Number(0), x);

    private static Value Ramp(Value x, double alpha, double beta)
    {
        var line = (alpha * x) + beta;
        var inner = line.GreaterThan(x.Number(0)).AndAlso(line.LessThan(x.Number(1)));
        return inner.Choose(line, line.GreaterThan(x.Number(0.5)).CastTo(x.Type));
    }

    private static Operator Of(string name, Func<Value, Attributes, Value> f, int opset) =>
        new(name) { Opset = opset, Expansion = (inputs, a) => f(inputs[0], a) };
}
