using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>
/// Recurrent layers over X [T, N, I] with weights W [D, G·H, I] and R [D, G·H, H] of G gates in D directions. Each is defined by its
/// recurrence, unrolled over a known number T of steps; the gradients are those of the steps. One operator for each result of the
/// ONNX node: Y [T, D, N, H] of all steps, Y_h and Y_c [D, N, H] after the last one.
/// </summary>
public static class Recurrence
{
    /// <summary>Long short-term memory (Hochreiter and Schmidhuber 1997) with optional peepholes: the outputs of all steps.</summary>
    public static readonly Operator Lstm = Result("LSTM", RecurrentCell.Lstm, 0);

    /// <summary>The last output of an LSTM.</summary>
    public static readonly Operator LstmHidden = Result("LSTMHidden", RecurrentCell.Lstm, 1);

    /// <summary>The last cell state of an LSTM.</summary>
    public static readonly Operator LstmCell = Result("LSTMCell", RecurrentCell.Lstm, 2);

    /// <summary>Gated recurrent unit (Cho et al. 2014), the reset gate before or after the product: the outputs of all steps.</summary>
    public static readonly Operator Gru = Result("GRU", RecurrentCell.Gru, 0);

    /// <summary>The last output of a GRU.</summary>
    public static readonly Operator GruHidden = Result("GRUHidden", RecurrentCell.Gru, 1);

    /// <summary>One activation of input and state: the outputs of all steps.</summary>
    public static readonly Operator Rnn = Result("RNN", RecurrentCell.Rnn, 0);

    /// <summary>The last output of an RNN.</summary>
    public static readonly Operator RnnHidden = Result("RNNHidden", RecurrentCell.Rnn, 1);

    /// <summary>Reads a node. ONNX Runtime has no layout 1 (batch first), so that is written as transposes around layout 0.</summary>
    internal static Value[] Read(OnnxNode n, params Operator[] results)
    {
        var attributes = n.Attributes.Without("layout");
        if (n.Attributes.Int("layout") == 0) return [.. results.Select(op => n.As(op, attributes))];
        var turned = n with { Inputs = [.. n.Inputs.Select((x, i) => x is not null && i is 0 or 5 or 6 ? x!.Transpose(1, 0, 2) : x)] };
        return [.. results.Select(op => turned.As(op, attributes)).Select(y => y.Rank == 4 ? y.Transpose(2, 0, 1, 3) : y.Transpose(1, 0, 2))];
    }

    private static Operator Result(string name, RecurrentCell cell, int slot) => new(name)
    {
        OnnxName = cell.Name,
        OutputSlot = slot,
        Opset = 14,
        Type = c => TypeOf(c, cell, slot),
        Expansion = (inputs, a) => Unrolled(cell, inputs, a, slot),
    };

    private static TypedShape TypeOf(TypeContext c, RecurrentCell cell, int slot)
    {
        var directions = c.Attributes.Text("direction", "forward") == "bidirectional" ? 2 : 1;
        var (x, hidden) = (c.Shape(0), c.Shape(2)[-1]);
        Check(0, "X", x[0], x.Rank > 1 ? x[1] : 0, x[-1]);
        Check(1, "W", directions, hidden * cell.Gates, x[-1]);
        Check(2, "R", directions, hidden * cell.Gates, hidden);
        Check(3, "B", directions, hidden * cell.Gates * 2);
        Check(5, "initial_h", directions, x[1], hidden);
        Check(6, "initial_c", directions, x[1], hidden);
        Check(7, "P", directions, hidden * 3);
        return new(c.Inputs[0].Type, slot == 0 ? new Shape(x[0], directions, x[1], hidden) : new Shape(directions, x[1], hidden));

        void Check(int input, string what, params Dim[] dims)
        {
            if (input < c.Inputs.Count && c.Inputs[input].OrNull() is { } given && !given.Shape.Equals(new Shape(dims)))
                throw c.Error($"{what} should be {new Shape(dims)}, got {given.Shape}.");
        }
    }

    private static Value Unrolled(RecurrentCell cell, IReadOnlyList<Value> inputs, Attributes a, int slot)
    {
        var x = inputs[0];
        if (!x.Shape[0].IsKnown)
            throw new ExporterException($"{cell.Name} '{x.Graph.Scope.TrimEnd('/')}': the sequence length '{x.Shape[0]}' of its input {x.TypeText} must be known, because the recurrence is unrolled. Export the model with a fixed sequence length (only the batch axis dynamic).");
        var names = a.Text("direction", "forward") == "bidirectional" ? ["forward", "reverse"] : new[] { a.Text("direction", "forward") };
        var runs = names.Select((name, d) => new RecurrentDirection(cell, inputs, a, d, name).Run()).ToArray();
        return slot == 0
            ? ShapingFluent.Join(1, [.. runs.Select(r => ShapingFluent.Join(0, [.. r.Outputs.Select(y => y.Unsqueeze(0, 1))]))])
            : ShapingFluent.Join(0, [.. runs.Select(r => r.Last[slot - 1].Unsqueeze(0))]);
    }
}
