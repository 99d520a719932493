namespace MamlEdge.Exporter.Tests.Forms;

/// <summary>Reductions, activations, elementwise arithmetic and logic.</summary>
internal static partial class FormCases
{
    private static IEnumerable<FormCase> Reductions()
    {
        foreach (var op in new[] { "ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceSumSquare" })
        {
            var newest = op is "ReduceMax" or "ReduceMin" ? 20 : 18;
            yield return new(op, "all axes", 11, [X(2, 3)], ("keepdims", 0)) { Low = 0.3, High = 2 };
            if (op != "ReduceSum") yield return new(op, "axes as attribute", 12, [X(2, 3, 4)], ("axes", Ints(0, -1)), ("keepdims", 0)) { Low = 0.3, High = 2 };
            yield return new(op, "axes as input", newest, [X(2, 3, 4), Longs(-2)]) { Low = 0.3, High = 2 };
            yield return new(op, "empty axes mean all", 18, [X(2, 3), Longs()], ("keepdims", 1)) { Low = 0.3, High = 2 };
        }

        yield return new("ReduceSum", "axes as attribute", 11, [X(2, 3, 4)], ("axes", Ints(0, -1)), ("keepdims", 0));
        yield return new("ReduceSum", "empty axes mean none", 18, [X(2, 3), Longs()], ("noop_with_empty_axes", 1));
        yield return new("ReduceMax", "no axes mean none", 18, [X(2, 3)], ("noop_with_empty_axes", 1));
        yield return new("ReduceProd", "three axes, odd lengths", 18, [X(3, 2, 5, 2), Longs(0, 2, 3)], ("keepdims", 0)) { Low = 0.5 };
        yield return new("ReduceL2", "both signs", 18, [X(3, 4), Longs(1)]);
        yield return new("ArgMax", "negative axis", 13, [X(2, 5)], ("axis", -1), ("keepdims", 0));
        yield return new("ArgMin", "last index", 13, [X(2, 5)], ("axis", 0), ("select_last_index", 1));
        yield return new("CumSum", "exclusive", 14, [X(3, 4), Long(1)], ("exclusive", 1));
        yield return new("CumSum", "reverse, negative axis", 14, [X(3, 4), Long(-2)], ("reverse", 1));
        yield return new("CumSum", "exclusive and reverse", 11, [X(3, 4), Long(1)], ("exclusive", 1), ("reverse", 1));
    }

    private static IEnumerable<FormCase> Activations()
    {
        foreach (var op in new[] { "Elu", "Selu", "LeakyRelu", "HardSigmoid", "Softplus", "Softsign", "Sigmoid", "Tanh", "Relu" })
            yield return new(op, "defaults", 16, [X(3, 4)]) { Low = -2, High = 2 };
        yield return new("Elu", "alpha", 11, [X(3, 4)], ("alpha", 0.6));
        yield return new("Selu", "alpha, gamma", 11, [X(3, 4)], ("alpha", 0.6), ("gamma", 1.7));
        yield return new("Celu", "alpha", 12, [X(3, 4)], ("alpha", 0.6));
        yield return new("Celu", "default", 12, [X(3, 4)]);
        yield return new("LeakyRelu", "alpha", 11, [X(3, 4)], ("alpha", 0.3));
        yield return new("ThresholdedRelu", "alpha", 11, [X(3, 4)], ("alpha", 0.4));
        yield return new("ThresholdedRelu", "default", 11, [X(3, 4)]);
        yield return new("HardSigmoid", "alpha, beta", 11, [X(3, 4)], ("alpha", 0.4), ("beta", 0.3));
        yield return new("HardSwish", "default", 14, [X(3, 4)]) { Low = -4, High = 4 };
        yield return new("Gelu", "exact", 20, [X(3, 4)]);
        yield return new("Gelu", "tanh", 20, [X(3, 4)], ("approximate", "tanh"));
        yield return new("Mish", "default", 18, [X(3, 4)]);
        yield return new("Shrink", "defaults", 11, [X(3, 4)]);
        yield return new("Shrink", "soft", 11, [X(3, 4)], ("lambd", 0.4), ("bias", 0.4));
        yield return new("PRelu", "slope for each channel", 16, [X(2, 3, 4), X(3, 1)]);
        yield return new("PRelu", "one slope", 11, [X(2, 3), X(1)]);
        yield return new("Hardmax", "last axis", 13, [X(3, 4)]);
        yield return new("Hardmax", "inner axis", 13, [X(2, 3, 4)], ("axis", 1));
        yield return new("Hardmax", "from an axis on", 11, [X(2, 3, 4)], ("axis", 1));
        foreach (var op in new[] { "Softmax", "LogSoftmax" })
        {
            yield return new(op, "inner axis", 13, [X(2, 3, 4)], ("axis", -2));
            yield return new(op, "from an axis on", 11, [X(2, 3, 2)], ("axis", 1));
            yield return new(op, "everything", 12, [X(2, 3)], ("axis", 0));
        }

        yield return new("Dropout", "inference with mask", 13, [X(2, 3)]) { Outputs = [true, true] };
        yield return new("Dropout", "ratio as attribute", 11, [X(2, 3)], ("ratio", 0.3));
        yield return new("Dropout", "training with ratio 0", 13, [X(2, 3), Float(0), Tensor.Scalar(DataType.Bool, 1)]);
        foreach (var (op, low, high) in new[] { ("Sin", -3.0, 3), ("Cos", -3, 3), ("Tan", -1, 1), ("Asin", -0.8, 0.8), ("Acos", -0.8, 0.8), ("Atan", -3, 3), ("Sinh", -2, 2), ("Cosh", -2, 2), ("Tanh", -2, 2), ("Asinh", -2, 2), ("Acosh", 1.3, 3), ("Atanh", -0.8, 0.8) })
            yield return new(op, "trigonometric", 14, [X(3, 4)]) { Low = low, High = high };
    }

    private static IEnumerable<FormCase> Arithmetic()
    {
        yield return new("Clip", "bounds as attributes", 11, [X(3, 4), Float(-0.5), Float(0.7)]);
        yield return new("Clip", "lower bound", 13, [X(3, 4), Float(-0.5)]);
        yield return new("Clip", "upper bound", 13, [X(3, 4), null, Float(0.5)]);
        yield return new("Clip", "no bound", 13, [X(3, 4)]);
        yield return new("Clip", "differentiated lower bound", 13, [X(3, 4), X(), Float(4)]);
        yield return new("Clip", "differentiated upper bound", 13, [X(3, 4), Float(-4), X()]);
        yield return new("Pow", "integer exponent", 13, [X(3, 4), Long(3)]);
        yield return new("Pow", "integer exponents", 15, [X(3, 4), new Tensor(DataType.Int64, [4], [0, 1, 2, 3])]);
        yield return new("Pow", "negative exponent", 15, [X(3, 4), Float(-2)]) { Low = 0.5 };
        yield return new("Pow", "exponents that broadcast", 15, [X(3, 1), X(4)]) { Low = 0.5 };
        yield return new("Mod", "fmod", 13, [X(3, 4), X(4)], ("fmod", 1)) { Low = 0.5, High = 2.5 };
        yield return new("Mod", "fmod, negative dividend", 13, [X(3, 4), Float(0.7)], ("fmod", 1)) { Low = -1.3, High = -0.8 };
        foreach (var op in new[] { "Sum", "Mean", "Max", "Min" })
        {
            yield return new(op, "three inputs", 13, [X(2, 3), X(3), X(2, 1)]);
            yield return new(op, "one input", 13, [X(2, 3)]);
        }

        foreach (var op in new[] { "Floor", "Ceil", "Round", "Sign" }) yield return new(op, "zero gradient", 13, [X(3, 4)]) { Low = 0.6, High = 0.9 };
        yield return new("IsInf", "zero gradient", 20, [X(3)]);
        yield return new("IsInf", "positive only", 11, [X(3)], ("detect_negative", 0));
        yield return new("IsNaN", "zero gradient", 13, [X(3)]);
        yield return new("Size", "zero gradient", 13, [X(3, 4)]);
        yield return new("Det", "2 x 2", 11, [X(3, 2, 2)]);
        yield return new("Det", "4 x 4", 11, [X(2, 4, 4)]);
        yield return new("Range", "integers", 11, [Long(9), Long(1), Long(-3)]);
        yield return new("Range", "floats", 11, [Float(0.5), Float(2), Float(0.4)]);
        var bits = new Tensor(DataType.UInt32, [3], [1, 2, 3000000000]);
        foreach (var direction in new[] { "LEFT", "RIGHT" })
            yield return new("BitShift", direction, 11, [bits, new Tensor(DataType.UInt32, [3], [1, 2, 3])], ("direction", direction));
        foreach (var op in new[] { "BitwiseAnd", "BitwiseOr", "BitwiseXor" })
            yield return new(op, "broadcast", 18, [bits, new Tensor(DataType.UInt32, [1], [6])]);
        yield return new("BitwiseNot", "unsigned", 18, [bits]);
    }
}
