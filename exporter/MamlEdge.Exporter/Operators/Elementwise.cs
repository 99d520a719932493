using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>
/// Unary elementwise operators: the table of derivatives. x is the input, y the result, g the cotangent of the result.
/// Kinks follow PyTorch: the derivative of Relu and of Abs at 0 is 0.
/// </summary>
public static class Elementwise
{
    /// <summary>-x.</summary>
    public static readonly Operator Neg = Unary("Neg", x => -x, (_, _, g) => -g, "-g");

    /// <summary>e^x.</summary>
    public static readonly Operator Exp = Unary("Exp", Math.Exp, (_, y, g) => g * y, "g y");

    /// <summary>Natural logarithm.</summary>
    public static readonly Operator Log = Unary("Log", Math.Log, (x, _, g) => g / x, "g / x");

    /// <summary>Square root.</summary>
    public static readonly Operator Sqrt = Unary("Sqrt", Math.Sqrt, (_, y, g) => g * 0.5 / y, "g / (2 y)");

    /// <summary>1 / √x.</summary>
    public static readonly Operator InverseSqrt = Unary("InverseSqrt", x => 1 / Math.Sqrt(x), (_, y, g) => g * (-0.5 * (y * y * y)), "-g y³ / 2") with
    {
        OnnxName = null,
        Lowering = (l, v, inputs) => l.Emit("Reciprocal", v.TypedShape, [l.Emit("Sqrt", v.TypedShape, inputs, opset: 13)], opset: 13),
    };

    /// <summary>1 / x.</summary>
    public static readonly Operator Reciprocal = Unary("Reciprocal", x => 1 / x, (_, y, g) => -(g * (y * y)), "-g y²");

    /// <summary>|x|; derivative 0 at 0.</summary>
    public static readonly Operator Abs = Unary("Abs", Math.Abs, (x, _, g) => g * x.Sign(), "g sign x");

    /// <summary>1 / (1 + e^-x).</summary>
    public static readonly Operator Sigmoid = Unary("Sigmoid", x => 1 / (1 + Math.Exp(-x)), (_, y, g) => g * (y * (1 - y)), "g y (1 - y)");

    /// <summary>Hyperbolic tangent.</summary>
    public static readonly Operator Tanh = Unary("Tanh", Math.Tanh, (_, y, g) => g * (1 - (y * y)), "g (1 - y²)");

    /// <summary>max(x, 0); derivative 0 at 0. The mask is the sign of y, which is one node.</summary>
    public static readonly Operator Relu = Unary("Relu", x => x > 0 || double.IsNaN(x) ? x : 0, (_, y, g) => g * y.Sign(), "g [x > 0]");

    /// <summary>Error function.</summary>
    public static readonly Operator Erf = Unary("Erf", ErrorFunction.Of, (x, _, g) => g * (2 / Math.Sqrt(Math.PI) * (-(x * x)).Exp()), "g 2/√π exp(-x²)");

    /// <summary>Sine.</summary>
    public static readonly Operator Sin = Unary("Sin", Math.Sin, (x, _, g) => g * Cos!.Apply(x), "g cos x");

    /// <summary>Cosine.</summary>
    public static readonly Operator Cos = Unary("Cos", Math.Cos, (x, _, g) => -(g * Sin.Apply(x)), "-g sin x");

    /// <summary>Tangent.</summary>
    public static readonly Operator Tan = Unary("Tan", Math.Tan, (_, y, g) => g * (1 + (y * y)), "g (1 + y²)");

    /// <summary>Inverse sine.</summary>
    public static readonly Operator Asin = Unary("Asin", Math.Asin, (x, _, g) => g / Sqrt.Apply(1 - (x * x)), "g / √(1 - x²)");

    /// <summary>Inverse cosine.</summary>
    public static readonly Operator Acos = Unary("Acos", Math.Acos, (x, _, g) => -(g / Sqrt.Apply(1 - (x * x))), "-g / √(1 - x²)");

    /// <summary>Inverse tangent.</summary>
    public static readonly Operator Atan = Unary("Atan", Math.Atan, (x, _, g) => g / (1 + (x * x)), "g / (1 + x²)");

    /// <summary>Hyperbolic sine.</summary>
    public static readonly Operator Sinh = Unary("Sinh", Math.Sinh, (x, _, g) => g * Cosh!.Apply(x), "g cosh x");

    /// <summary>Hyperbolic cosine.</summary>
    public static readonly Operator Cosh = Unary("Cosh", Math.Cosh, (x, _, g) => g * Sinh.Apply(x), "g sinh x");

    /// <summary>Inverse hyperbolic sine.</summary>
    public static readonly Operator Asinh = Unary("Asinh", Math.Asinh, (x, _, g) => g / Sqrt.Apply(1 + (x * x)), "g / √(1 + x²)");

    /// <summary>Inverse hyperbolic cosine.</summary>
    public static readonly Operator Acosh = Unary("Acosh", Math.Acosh, (x, _, g) => g / Sqrt.Apply((x * x) - 1), "g / √(x² - 1)");

    /// <summary>Inverse hyperbolic tangent.</summary>
    public static readonly Operator Atanh = Unary("Atanh", Math.Atanh, (x, _, g) => g / (1 - (x * x)), "g / (1 - x²)");

    /// <summary>ln(1 + e^x).</summary>
    public static readonly Operator Softplus = Unary("Softplus", x => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x))), (x, _, g) => g * Sigmoid.Apply(x), "g σ(x)");

    /// <summary>The value itself.</summary>
    public static readonly Operator Identity = Unary("Identity", x => x, (_, _, g) => g, "g");

    /// <summary>-1, 0 or 1.</summary>
    public static readonly Operator Sign = Step("Sign", x => Math.Sign(x));

    /// <summary>Largest integer not above.</summary>
    public static readonly Operator Floor = Step("Floor", Math.Floor);

    /// <summary>Smallest integer not below.</summary>
    public static readonly Operator Ceil = Step("Ceil", Math.Ceiling);

    /// <summary>Nearest integer, ties to even.</summary>
    public static readonly Operator Round = Step("Round", x => Math.Round(x, MidpointRounding.ToEven));

    /// <summary>Whether not a number.</summary>
    public static readonly Operator IsNaN = Step("IsNaN", x => double.IsNaN(x) ? 1 : 0) with { Type = c => new(DataType.Bool, c.Shape()) };

    /// <summary>Whether infinite (attributes <c>detect_positive</c>, <c>detect_negative</c>).</summary>
    public static readonly Operator IsInf = IsNaN with
    {
        Name = "IsInf",
        OnnxName = "IsInf",
        Kernel = k => new Tensor(DataType.Bool, k.Inputs[0].Dims, Array.ConvertAll(k.Inputs[0].Values, v =>
            (double.IsPositiveInfinity(v) && k.Attributes.Int("detect_positive", 1) != 0) || (double.IsNegativeInfinity(v) && k.Attributes.Int("detect_negative", 1) != 0) ? 1.0 : 0.0)),
    };

    /// <summary>The value itself, with a gradient of zero: where first-order MAML cuts.</summary>
    public static readonly Operator StopGradient = Step("StopGradient", x => x) with { OnnxName = null, Lowering = (_, _, inputs) => inputs[0] };

    private static Operator Unary(string name, Func<double, double> f, Func<Value, Value, Value, Value> gradient, string formula) => new(name)
    {
        Type = c => c.Inputs[0].TypedShape,
        Kernel = k => new Tensor(k.Inputs[0].Type, k.Inputs[0].Dims, Array.ConvertAll(k.Inputs[0].Values, v => f(v))),
        Gradients = [(y, g) => gradient(y.Inputs[0], y, g)],
        Formula = "x̄ = " + formula,
    };

    private static Operator Step(string name, Func<double, double> f) => new(name)
    {
        Type = c => c.Inputs[0].TypedShape,
        Kernel = k => new Tensor(k.Type.Type, k.Inputs[0].Dims, Array.ConvertAll(k.Inputs[0].Values, v => f(v))),
        HasZeroGradient = true,
        Formula = "x̄ = 0",
    };
}
