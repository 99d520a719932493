using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>
/// The step of a recurrent layer, in the notation of the ONNX specification: from x = W·input + biases [N, G·H] of all gates and the
/// states [N, H] to the next states, of which the first is the output.
/// </summary>
internal sealed record RecurrentCell(string Name, int Gates, int States, string[] Activations, Func<RecurrentDirection, Value, Value[], Value[]> Step)
{
    /// <summary>Gates i, o, f, c.</summary>
    public static readonly RecurrentCell Lstm = new("LSTM", 4, 2, ["Sigmoid", "Tanh", "Tanh"], LstmStep);

    /// <summary>Gates z, r, h.</summary>
    public static readonly RecurrentCell Gru = new("GRU", 3, 1, ["Sigmoid", "Tanh"], GruStep);

    /// <summary>One gate.</summary>
    public static readonly RecurrentCell Rnn = new("RNN", 1, 1, ["Tanh"], (d, x, state) => [d.Activate(0, d.Recur(x, state[0], 0, 1))]);

    private static Value[] LstmStep(RecurrentDirection d, Value x, Value[] state)
    {
        var (h, c) = (state[0], state[1]);
        var gates = d.Recur(x, h, 0, 4);
        // Without peepholes the three gates are one activation.
        var joint = d.HasPeepholes ? null : d.Activate(0, d.Gates(gates, 0, 3));
        var i = Gate(0, c);
        var f = d.Attributes.Int("input_forget") != 0 ? 1 - i : Gate(2, c);
        var added = i * d.Activate(1, d.Gates(gates, 3));
        var next = c.IsZero() ? added : (f * c) + added;
        // ONNX Runtime clips what enters the gates, not the cell state.
        return [Gate(1, next) * d.Apply(2, next), next];

        Value Gate(int k, Value cell) => joint is not null ? d.Gates(joint, k) : d.Activate(0, d.Peep(d.Gates(gates, k), k, cell));
    }

    private static Value[] GruStep(RecurrentDirection d, Value x, Value[] state)
    {
        var h = state[0];
        Value gates, candidate;
        if (d.ResetsAfter)
        {
            var product = d.Recur(x.Zeros(), h, 0, 3);
            gates = d.Activate(0, d.Gates(x, 0, 2) + d.Gates(product, 0, 2));
            var recurrent = d.Bias is { } bias ? d.Gates(product, 2) + d.Gates(bias, 5) : d.Gates(product, 2);
            candidate = d.Gates(x, 2) + (d.Gates(gates, 1) * recurrent);
        }
        else
        {
            gates = d.Activate(0, d.Recur(d.Gates(x, 0, 2), h, 0, 2));
            candidate = d.Recur(d.Gates(x, 2), h.IsZero() ? h : d.Gates(gates, 1) * h, 2, 1);
        }

        var z = d.Gates(gates, 0);
        var next = (1 - z) * d.Activate(1, candidate);
        return [h.IsZero() ? next : next + (z * h)];
    }
}
