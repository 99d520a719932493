namespace MamlEdge.Exporter.Tests.Forms;

/// <summary>Recurrent layers.</summary>
internal static partial class FormCases
{
    private const int Steps = 3, Batch = 2, Width = 4, Hidden = 3;

    private static IEnumerable<FormCase> Recurrences()
    {
        yield return Layer("LSTM", "forward", 3, 4, 1);
        yield return Layer("LSTM", "reverse", 3, 4, 1, false, false, ("direction", "reverse"));
        yield return Layer("LSTM", "bidirectional, peepholes, states", 3, 4, 2, true, true, ("direction", "bidirectional"));
        yield return Layer("LSTM", "input_forget", 3, 4, 1, true, false, ("input_forget", 1));
        yield return Layer("LSTM", "clip", 3, 4, 1, true, true, ("clip", 0.3));
        yield return Layer("LSTM", "layout 1", 3, 4, 2, true, true, ("direction", "bidirectional"), ("layout", 1)) with { HasKernel = false };
        yield return Short(Layer("LSTM", "sequence_lens", 3, 4, 2, true, true, ("direction", "bidirectional")));
        yield return Layer("LSTM", "activations", 3, 4, 2, false, false, ("direction", "bidirectional"),
            ("activations", new[] { "HardSigmoid", "Affine", "Softsign", "Sigmoid", "ScaledTanh", "Elu" }),
            ("activation_alpha", new[] { 0.15, 0.7, 0.8, 1.3 }), ("activation_beta", new[] { 0.4, 0.2, 0.6 }));

        yield return Layer("GRU", "forward", 2, 3, 1);
        yield return Layer("GRU", "bidirectional, states", 2, 3, 2, true, false, ("direction", "bidirectional"));
        yield return Layer("GRU", "linear_before_reset", 2, 3, 1, true, false, ("linear_before_reset", 1));
        yield return Layer("GRU", "linear_before_reset, no states", 2, 3, 2, false, false, ("linear_before_reset", 1), ("direction", "bidirectional"));
        yield return Layer("GRU", "layout 1", 2, 3, 1, true, false, ("layout", 1), ("linear_before_reset", 1)) with { HasKernel = false };
        yield return Layer("GRU", "clip", 2, 3, 1, true, false, ("clip", 0.3));
        yield return Short(Layer("GRU", "sequence_lens", 2, 3, 2, true, false, ("direction", "bidirectional"), ("linear_before_reset", 1)));
        yield return Layer("GRU", "activations", 2, 3, 1, true, false, ("activations", new[] { "Softplus", "LeakyRelu" }), ("activation_alpha", new[] { 0.2 }));

        yield return Layer("RNN", "forward", 2, 1, 1);
        yield return Layer("RNN", "bidirectional, states", 2, 1, 2, true, false, ("direction", "bidirectional"), ("activations", new[] { "Relu", "Tanh" }));
        yield return Layer("RNN", "thresholded", 2, 1, 1, true, false, ("activations", new[] { "ThresholdedRelu" }), ("activation_alpha", new[] { 0.1 }));
        yield return Layer("RNN", "layout 1", 2, 1, 1, true, false, ("layout", 1)) with { HasKernel = false };
        yield return Layer("RNN", "clip", 2, 1, 1, true, false, ("clip", 0.3), ("direction", "reverse"));
        yield return Short(Layer("RNN", "sequence_lens", 2, 1, 1, true, false, ("direction", "reverse")));
    }

    private static FormCase Layer(
        string type, string name, int outputs, int gates, int directions, bool states = false, bool peepholes = false, params (string Name, object Value)[] attributes)
    {
        var first = attributes.Any(a => a.Name == "layout");
        var state = first ? X(Batch, directions, Hidden) : X(directions, Batch, Hidden);
        object?[] inputs =
        [
            first ? X(Batch, Steps, Width) : X(Steps, Batch, Width), X(directions, gates * Hidden, Width), X(directions, gates * Hidden, Hidden),
            X(directions, 2 * gates * Hidden), null, states ? state : null, states && type == "LSTM" ? state : null, peepholes ? X(directions, 3 * Hidden) : null,
        ];
        return new(type, name, 14, inputs[..(type == "LSTM" ? 8 : 6)], [("hidden_size", Hidden), .. attributes])
        { Outputs = [.. Enumerable.Repeat(true, outputs)], Low = -0.8, High = 0.8 };
    }

    /// <summary>The same with sequences shorter than the input.</summary>
    private static FormCase Short(FormCase form) => form with { Inputs = [.. form.Inputs[..4], new Tensor(DataType.Int32, [Batch], [2, 3]), .. form.Inputs[5..]] };
}
