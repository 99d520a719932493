using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>Binary elementwise operators with broadcasting, and how they read in rules: <c>1 - y * y</c>.</summary>
public static class Arithmetic
{
    /// <summary>a + b.</summary>
    public static readonly Operator Add = Binary("Add", (a, b) => a + b) with { Gradients = [(_, g) => g, (_, g) => g], Formula = "ā = g, b̄ = g" };

    /// <summary>a - b.</summary>
    public static readonly Operator Sub = Binary("Sub", (a, b) => a - b) with { Gradients = [(_, g) => g, (_, g) => -g], Formula = "ā = g, b̄ = -g" };

    /// <summary>a b.</summary>
    public static readonly Operator Mul = Binary("Mul", (a, b) => a * b) with
    {
        Gradients = [(y, g) => g * y.Inputs[1], (y, g) => g * y.Inputs[0]],
        Formula = "ā = g b, b̄ = g a",
    };

    /// <summary>a / b; truncated for integers.</summary>
    public static readonly Operator Div = Binary("Div", (a, b) => a / b) with
    {
        Kernel = k => Broadcasting.Map(k.Type.Type, k.Inputs[0], k.Inputs[1], k.Type.Type.IsFloat() ? (a, b) => a / b : (a, b) => Math.Truncate(a / b)),
        Gradients = [(y, g) => g / y.Inputs[1], (y, g) => -(g * y) / y.Inputs[1]],
        Formula = "ā = g / b, b̄ = -g y / b",
    };

    /// <summary>a to the power b. The gradient of b is 0 where a is 0, as in PyTorch.</summary>
    public static readonly Operator Pow = Binary("Pow", Math.Pow) with
    {
        Type = c => new(c.Inputs[0].Type, Broadcasting.Common(c.Shape(0), c.Shape(1)) ?? throw c.Error("shapes do not broadcast.")),
        Gradients = [PowBase, PowExponent],
        Formula = "ā = g b a^(b-1), b̄ = g y ln a",
        Convention = "b̄ = 0 where a = 0",
    };

    /// <summary>The larger one; at a tie each takes half of the cotangent, as in PyTorch.</summary>
    public static readonly Operator Max = Binary("Max", Math.Max) with { Gradients = [(y, g) => g * Chosen(y, 0), (y, g) => g * Chosen(y, 1)], Formula = "ā = g [a > b] + g/2 [a = b]", Convention = "at a tie each takes half" };

    /// <summary>The larger one; at a tie the first takes the whole cotangent, as in a max pool.</summary>
    public static readonly Operator MaxFirst = Binary("MaxFirst", Math.Max) with
    {
        OnnxName = "Max",
        Gradients = [(y, g) => g - (g * SecondIsLarger(y)), (y, g) => g * SecondIsLarger(y)],
        Formula = "ā = g [a ≥ b], b̄ = g [a < b]",
        Convention = "at a tie the first takes all",
    };

    /// <summary>The smaller one; at a tie each takes half of the cotangent, as in PyTorch.</summary>
    public static readonly Operator Min = Binary("Min", Math.Min) with { Gradients = [(y, g) => g * Chosen(y, 0), (y, g) => g * Chosen(y, 1)], Formula = "ā = g [a < b] + g/2 [a = b]", Convention = "at a tie each takes half" };

    /// <summary>Remainder with the sign of the divisor, or of the dividend with <c>fmod</c>, the only form of floats.</summary>
    public static readonly Operator Mod = Binary("Mod", (a, b) => a - (b * Math.Floor(a / b))) with
    {
        Kernel = k => Broadcasting.Map(k.Type.Type, k.Inputs[0], k.Inputs[1], k.Attributes.Int("fmod") != 0 ? (a, b) => a % b : (a, b) => a - (b * Math.Floor(a / b))),
        Gradients = [(_, g) => g, (y, g) => -g * Truncated(y.Inputs[0] / y.Inputs[1])],
        Formula = "ā = g, b̄ = -g trunc(a / b)",
    };

    extension(Value)
    {
        /// <summary>a + b with broadcasting.</summary>
        public static Value operator +(Value a, Value b) => a.IsZero() && b.Covers(a) ? b : b.IsZero() && a.Covers(b) ? a : a.Graph.Add(Add, [a, b]);

        /// <summary>a - b with broadcasting.</summary>
        public static Value operator -(Value a, Value b) => b.IsZero() && a.Covers(b) ? a : a.Graph.Add(Sub, [a, b]);

        /// <summary>a b with broadcasting.</summary>
        public static Value operator *(Value a, Value b) => a.IsOne() && b.Covers(a) ? b : b.IsOne() && a.Covers(b) ? a : a.Graph.Add(Mul, [a, b]);

        /// <summary>a / b with broadcasting.</summary>
        public static Value operator /(Value a, Value b) => b.IsOne() && a.Covers(b) ? a : a.Graph.Add(Div, [a, b]);

        /// <summary>-a.</summary>
        public static Value operator -(Value a) => a.Op == Elementwise.Neg ? a.Inputs[0] : a.Graph.Add(Elementwise.Neg, [a]);

        /// <summary>a + number.</summary>
        public static Value operator +(Value a, double b) => a + a.Number(b);

        /// <summary>number + b.</summary>
        public static Value operator +(double a, Value b) => b.Number(a) + b;

        /// <summary>a - number.</summary>
        public static Value operator -(Value a, double b) => a - a.Number(b);

        /// <summary>number - b.</summary>
        public static Value operator -(double a, Value b) => b.Number(a) - b;

        /// <summary>a · number.</summary>
        public static Value operator *(Value a, double b) => a * a.Number(b);

        /// <summary>number · b.</summary>
        public static Value operator *(double a, Value b) => b.Number(a) * b;

        /// <summary>a / number.</summary>
        public static Value operator /(Value a, double b) => a / a.Number(b);

        /// <summary>number / b.</summary>
        public static Value operator /(double a, Value b) => b.Number(a) / b;
    }

    /// <summary>A number of the type of <paramref name="like"/>.</summary>
    public static Value Number(this Value like, double number) => like.Graph.NewScalar(like.Type, number);

    /// <summary>a to the power of a number.</summary>
    public static Value Power(this Value a, double exponent) => a.Graph.Add(Pow, [a, a.Number(exponent)]);

    /// <summary>The larger of two values, elementwise.</summary>
    public static Value AtLeast(this Value a, Value b) => a.Graph.Add(Max, [a, b]);

    /// <summary>The smaller of two values, elementwise.</summary>
    public static Value AtMost(this Value a, Value b) => a.Graph.Add(Min, [a, b]);

    /// <summary>Whether broadcasting <paramref name="other"/> against this value leaves this value's shape.</summary>
    public static bool Covers(this Value value, Value other) =>
        value.HasShape && other.HasShape && value.Shape.Equals(Broadcasting.Common(value.Shape, other.Shape));

    /// <summary>Whether every element is known to be 0.</summary>
    public static bool IsZero(this Value value) => value.AsUniform() == 0;

    /// <summary>Whether every element is known to be 1.</summary>
    public static bool IsOne(this Value value) => value.AsUniform() == 1;

    internal static Operator Binary(string name, Func<double, double, double> f) => new(name)
    {
        Type = c => Broadcasting.Type(c),
        Kernel = k => Broadcasting.Map(k.Type.Type, k.Inputs[0], k.Inputs[1], f),
        Batching = Batching.Elementwise,
    };

    private static Value Truncated(Value x) => x.Sign() * Elementwise.Floor.Apply(Elementwise.Abs.Apply(x));

    private static Value PowBase(Value y, Value g)
    {
        var (a, b) = (y.Inputs[0], y.Inputs[1].CastTo(y.Type));
        return b.AsUniform() switch
        {
            2 => g * (2 * a),
            1 => g,
            0 => a.Zeros(),
            { } n => g * (n * a.Power(n - 1)),
            null => g * (b * a.Graph.Add(Pow, [a, b.EqualTo(b.Number(0)).Choose(b.Number(0), b - 1)])),
        };
    }

    private static Value PowExponent(Value y, Value g)
    {
        var a = y.Inputs[0];
        var zero = a.EqualTo(a.Number(0));
        return g * y * zero.Choose(a.Number(0), zero.Choose(a.Number(1), a).Log());
    }

    private static Value SecondIsLarger(Value y) => (y.Inputs[1] - y.Inputs[0]).Relu().Sign();

    private static Value Chosen(Value y, int input)
    {
        var tie = y.Inputs[0].EqualTo(y.Inputs[1]);
        var chosen = y.Inputs[input].EqualTo(y).CastTo(y.Type);
        return tie.Choose(y.Number(0.5), chosen);
    }
}
