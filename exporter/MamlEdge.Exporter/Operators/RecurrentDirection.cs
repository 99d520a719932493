using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>One direction of a recurrent layer: its weights, and its run over the steps.</summary>
internal sealed class RecurrentDirection
{
    private readonly RecurrentCell _cell;
    private readonly IReadOnlyList<Value> _inputs;
    private readonly int _index;
    private readonly bool _reverse;
    private readonly Func<Value, Value>[] _activations;

    public RecurrentDirection(RecurrentCell cell, IReadOnlyList<Value> inputs, Attributes attributes, int index, string name)
    {
        (_cell, _inputs, _index, _reverse, Attributes) = (cell, inputs, index, name == "reverse", attributes);
        _activations = RecurrentActivations.Of(cell, attributes, index);
        Recurrent = Own(2)!.Turned();
        Bias = Own(3);
    }

    public Attributes Attributes { get; }

    public long Hidden => Recurrent.Shape[0].Known;

    /// <summary>Rᵀ [H, G·H].</summary>
    public Value Recurrent { get; }

    /// <summary>Of the input, then of the recurrence [2·G·H], or null.</summary>
    public Value? Bias { get; }

    /// <summary>Whether the reset gate scales the recurrent product with its bias, which then cannot be added before the steps.</summary>
    public bool ResetsAfter => Attributes.Int("linear_before_reset") != 0;

    public bool HasPeepholes => Own(7) is not null;

    private Value X => _inputs[0];

    /// <summary>The outputs [N, H] in order of time, and the states [N, H] after the last step.</summary>
    public (Value[] Outputs, Value[] Last) Run()
    {
        var steps = (int)X.Shape[0].Known;
        var (outputs, state) = (new Value[steps], Enumerable.Range(0, _cell.States).Select(Initial).ToArray());
        var (projected, lengths) = (Projected(), Lengths(steps));
        foreach (var t in _reverse ? Enumerable.Range(0, steps).Reverse() : Enumerable.Range(0, steps))
        {
            using var scope = X.Graph.Enter($"{(_reverse ? "reverse" : "forward")}/t{t}");
            var next = _cell.Step(this, projected.Slice(0, t, t + 1).Reshape(new Shape(projected.Shape.Skip(1))), state);
            var alive = lengths is null || lengths.All(n => n > t) ? null
                : X.Graph.NewConstant(new Tensor(DataType.Bool, [lengths.Length, 1], Array.ConvertAll(lengths, n => n > t ? 1.0 : 0.0)));
            outputs[t] = alive is null ? next[0] : alive.Choose(next[0], next[0].Zeros());
            state = alive is null ? next : [.. next.Zip(state, alive.Choose)];
        }

        return (outputs, state);
    }

    /// <summary>An activation of the cell, of its input clipped.</summary>
    public Value Activate(int which, Value x) => Apply(which, Clipped(x));

    /// <summary>An activation of the cell.</summary>
    public Value Apply(int which, Value x) => _activations[which](x);

    /// <summary>x + h Rᵀ over the gates from <paramref name="first"/> on; the state before the first step is often known to be zero.</summary>
    public Value Recur(Value x, Value h, int first, int count) =>
        h.IsZero() ? x : x + h.Times(Recurrent.Slice(1, first * Hidden, (first + count) * Hidden));

    /// <summary>Columns of gates from <paramref name="first"/> on.</summary>
    public Value Gates(Value x, int first, int count = 1) => x.Slice(x.Rank - 1, first * Hidden, (first + count) * Hidden);

    /// <summary>x with the cell state seen through peephole <paramref name="which"/>.</summary>
    public Value Peep(Value x, int which, Value c) => c.IsZero() ? x : x + (Gates(Own(7)!, which) * c);

    /// <summary>X Wᵀ + biases [T, N, G·H] of all steps in one product.</summary>
    private Value Projected()
    {
        var (t, n, size) = (X.Shape[0], X.Shape[1], Recurrent.Shape[1].Known);
        var product = X.Reshape(new Shape(t * n, X.Shape[2])).Times(Own(1)!.Turned());
        if (Bias is not null)
        {
            var recurrent = Bias.Slice(0, size, 2 * size);
            product = product + (Bias.Slice(0, 0, size) + (ResetsAfter ? Gates(recurrent, 0, 2).Pad([0, Hidden]) : recurrent));
        }

        return product.Reshape(new Shape(t, n, size));
    }

    /// <summary>Where a bound holds, the gradient passes, as in PyTorch.</summary>
    private Value Clipped(Value x)
    {
        if (!Attributes.Has("clip")) return x;
        var (low, high) = (x.Number(-Attributes.Float("clip")), x.Number(Attributes.Float("clip")));
        x = x.LessThan(low).Choose(low, x);
        return x.GreaterThan(high).Choose(high, x);
    }

    private Value Initial(int state) => Own(5 + state) ?? X.Graph.NewFill(X.Type, new Shape(X.Shape[1], Hidden), 0);

    /// <summary>The part of an input that belongs to this direction, or null where it is left out.</summary>
    private Value? Own(int input)
    {
        if (input >= _inputs.Count || _inputs[input].OrNull() is not { } all) return null;
        return all.Slice(0, _index, _index + 1).Reshape(new Shape(all.Shape.Skip(1)));
    }

    /// <summary>The number of steps of each example, where they differ from all.</summary>
    private long[]? Lengths(int steps)
    {
        if (_inputs.Count <= 4 || _inputs[4].OrNull() is not { } given) return null;
        if (given.AsUniform() is { } number) return number >= steps ? null : [(long)number];
        if (given.Evaluate()?.ToLongs() is not { } lengths)
            throw Error($"sequence_lens must be constant, it is computed by {given.Op.Name} '{given.Name}'. Export the model for sequences of one length, or mask its output instead");
        if (lengths.All(n => n >= steps)) return null;
        return X.Shape[1] == lengths.Length ? lengths : throw Error($"sequence_lens gives {lengths.Length} lengths for a batch of '{X.Shape[1]}'. Export the model with a fixed batch size or one length for all");
    }

    private ExporterException Error(string reason) => new($"{_cell.Name} '{X.Graph.Scope.TrimEnd('/')}': {reason}.");
}
