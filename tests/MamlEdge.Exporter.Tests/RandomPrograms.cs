namespace MamlEdge.Exporter.Tests;

/// <summary>
/// Random programs of up to 30 operators, besides those that make one number of the last values: the seed decides shapes, operators and
/// data. Operators with poles see values away from them;
/// those with kinks an offset, so that no value lies exactly on one.
/// </summary>
internal sealed class RandomPrograms
{
    private const int MostOperators = 30;
    private const int MostOperatorsAStep = 5;
    private const long MostElements = 200;

    private readonly Random _random;
    private readonly List<Value> _values = [];
    private readonly Graph _graph = new();

    private RandomPrograms(int seed)
    {
        _random = new Random(seed);
    }

    /// <summary>A function of two or three inputs with the scalar result f, and a point to run it at.</summary>
    public static (Function Function, Dictionary<string, Tensor> Inputs) Make(int seed)
    {
        var program = new RandomPrograms(seed);
        var feeds = new Dictionary<string, Tensor>();
        var inputs = Enumerable.Range(0, program._random.Next(2, 4)).Select(i => program.Input($"x{i}", feeds)).ToList();
        program._values.AddRange(inputs);
        var operators = program._random.Next(3, MostOperators - MostOperatorsAStep);
        while (program._graph.Values.Count(v => v.Inputs.Count > 0) < operators) program._values.Add(program.Next());
        var used = program._values.Skip(inputs.Count).TakeLast(3).Select(v => v.Tanh().Sum()).Aggregate((a, b) => a + b);
        return (new Function(inputs, [new("f", used)]), feeds);
    }

    private Value Input(string name, Dictionary<string, Tensor> feeds)
    {
        long[] dims = [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => (long)_random.Next(1, 4))];
        feeds[name] = Numbers(dims, -1, 1);
        return _graph.NewInput(name, DataType.Float64, Shape.Of(dims));
    }

    private Tensor Numbers(long[] dims, double low, double high) =>
        new(DataType.Float64, dims, [.. Enumerable.Range(0, (int)dims.Aggregate(1L, (a, b) => a * b)).Select(_ => low + ((high - low) * _random.NextDouble()))]);

    private Value Next()
    {
        var x = _values[_random.Next(_values.Count)];
        var next = _random.Next(6) switch
        {
            0 => Smooth(x),
            1 => Kinked(x),
            2 => Reduced(x),
            3 => Moved(x),
            4 => Layer(x),
            _ => Combined(x, _values[_random.Next(_values.Count)]),
        };
        return next.Shape.Size.Known <= MostElements ? next : next.Mean(Axes(next));
    }

    private Value Smooth(Value x)
    {
        var (bounded, positive) = (0.8 * x.Tanh(), (x * x) + 0.4);
        (Operator Op, Value X)[] table =
        [
            (Elementwise.Neg, x), (Elementwise.Exp, bounded), (Elementwise.Log, positive), (Elementwise.Sqrt, positive), (Elementwise.Reciprocal, positive),
            (Elementwise.Sigmoid, x), (Elementwise.Tanh, x), (Elementwise.Erf, x), (Elementwise.Sin, x), (Elementwise.Cos, x), (Elementwise.Tan, bounded),
            (Elementwise.Asin, bounded), (Elementwise.Acos, bounded), (Elementwise.Atan, x), (Elementwise.Sinh, bounded), (Elementwise.Cosh, bounded),
            (Elementwise.Asinh, x), (Elementwise.Acosh, positive + 1), (Elementwise.Atanh, bounded), (Elementwise.Softplus, x), (Elementwise.Identity, x),
            (Activations.Mish, x), (Activations.Gelu, x),
        ];
        var (op, input) = table[_random.Next(table.Length)];
        return op.Apply(input);
    }

    private Value Kinked(Value x)
    {
        Operator[] table =
        [
            Elementwise.Abs, Elementwise.Relu, Activations.LeakyRelu, Activations.Elu, Activations.Selu, Activations.Celu, Activations.Softsign,
            Activations.HardSigmoid, Activations.HardSwish, Activations.ThresholdedRelu,
        ];
        var shifted = x + (_random.NextDouble() - 0.5);
        var other = x.Number(_random.NextDouble() - 0.5);
        return _random.Next(table.Length + 5) switch
        {
            var i when i < table.Length => table[i].Apply(shifted),
            var i when i == table.Length => shifted.AtLeast(other),
            var i when i == table.Length + 1 => shifted.AtMost(other),
            var i when i == table.Length + 2 => shifted.GreaterThan(other).Choose(x * x, Elementwise.Sin.Apply(x)),
            var i when i == table.Length + 3 => _graph.Add(Activations.PRelu, [shifted, other]),
            _ => x * shifted.Sign(),
        };
    }

    private Value Reduced(Value x)
    {
        var axes = Axes(x);
        var keep = _random.Next(2) == 0;
        var positive = (x * x) + 0.3;
        return _random.Next(11) switch
        {
            0 => x.Sum(axes, keep),
            1 => x.Mean(axes, true) - x,
            2 => Reductions.Reduce(Reductions.ReduceSumSquare, x, axes, keep),
            3 => Reductions.Reduce(Reductions.ReduceL2, positive, axes, keep),
            4 => Reductions.Reduce(Reductions.ReduceL1, x + _random.NextDouble(), axes, keep),
            5 => Reductions.Reduce(Reductions.ReduceLogSum, positive, axes, keep),
            6 => Reductions.Reduce(Reductions.ReduceLogSumExp, x, axes, keep),
            7 => Reductions.Reduce(Reductions.ReduceMax, x, axes, keep),
            8 => Reductions.Reduce(Reductions.ReduceMin, x, axes, keep),
            9 => x.Rank == 0 ? x : _graph.Add(_random.Next(2) == 0 ? Softmaxes.Softmax : Softmaxes.LogSoftmax, [x], new Attributes(("axis", _random.Next(x.Rank)))),
            _ => x.Rank == 0 ? x : Normalization.Standardize(x, axes, 0.3),
        };
    }

    private Value Moved(Value x)
    {
        if (x.Rank == 0) return x.Expand(Shape.Of(2, 2));
        var axis = _random.Next(x.Rank);
        var length = x.Shape[axis].Known;
        return _random.Next(11) switch
        {
            0 => x.Transpose([.. Enumerable.Range(0, x.Rank).OrderBy(_ => _random.Next()).Select(a => (long)a)]),
            1 => x.Reshape(new Shape(x.Shape.Size)),
            2 => x.Unsqueeze(_random.Next(x.Rank + 1)),
            3 => x.Expand(new Shape([2, .. x.Shape])),
            4 => ShapingFluent.Join(axis, [x, Elementwise.Cos.Apply(x), x]),
            5 => x.Slice(axis, 0, 1 + _random.NextInt64(length)),
            6 => x.Pad([.. Enumerable.Range(0, 2 * x.Rank).Select(_ => (long)_random.Next(2))]),
            7 => x.Gather([.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => _random.NextInt64(length))], axis),
            8 => x.ScatterAdd(_graph.NewConstant(Tensor.Longs([.. Enumerable.Range(0, (int)length).Select(_ => _random.NextInt64(length + 1))])), axis, x.Shape.With(axis, length + 1)),
            9 => _graph.Add(Indexing.CumSum, [x], new Attributes(("axis", axis), ("exclusive", _random.Next(2)), ("reverse", _random.Next(2)))),
            _ => _graph.Add(Indexing.GatherElements, [x, _graph.NewConstant(new Tensor(DataType.Int64, x.Shape.ToLongs(), [.. Enumerable.Range(0, (int)x.Shape.Size.Known).Select(_ => (double)_random.NextInt64(length))]))], new Attributes(("axis", axis))),
        };
    }

    /// <summary>Layers on x [examples, channels, positions] with random weights, and norms over it.</summary>
    private Value Layer(Value x)
    {
        var channels = x.Rank == 0 ? 1 : x.Shape[0].Known;
        var length = x.Shape.Size.Known / channels;
        var flat = x.Reshape(Shape.Of(1, channels, length));
        switch (_random.Next(7))
        {
            case 0: return _graph.Add(Convolution.Conv, [flat, Weight(2, channels, 2)], new Windows([2], [_random.Next(1, 3)], [1], [1, 1]).ToAttributes());
            case 1: return _graph.Add(Pooling.MaxPool, [flat], new Attributes(("kernel_shape", new[] { 2 }), ("pads", new[] { 0, 1 }), ("strides", new[] { _random.Next(1, 3) })));
            case 2: return _graph.Add(Pooling.AveragePool, [flat], new Attributes(("kernel_shape", new[] { 2 }), ("pads", new[] { 0, 1 }), ("strides", new[] { _random.Next(1, 3) })));
            case 3: return _graph.Add(Normalization.LayerNormalization, [flat, Weight(length), Weight(length)], new Attributes(("epsilon", 0.3)));
            case 4: return _graph.Add(Normalization.InstanceNormalization, [flat, Weight(channels), Weight(channels)], new Attributes(("epsilon", 0.3)));
            case 5: return _graph.Add(Products.Gemm, [flat.Reshape(new Shape(channels, length)), Weight(length, 2), Weight(2)], new Attributes(("alpha", 0.5)));
            default: return _graph.Add(Products.Einsum, [flat, Weight(2, channels)], new Attributes(("equation", "ncl,oc->nol")));
        }

        Value Weight(params long[] dims) => _graph.NewConstant(Numbers(dims, -1, 1));
    }

    private Value Combined(Value x, Value other)
    {
        if (_random.Next(4) == 0) return x.Rank < 2 ? x.Unsqueeze(0) : x.Times(x.Turned());
        if (Broadcasting.Common(x.Shape, other.Shape) is null) return (x - 0.25) * other.Mean();
        return _random.Next(7) switch
        {
            0 => x + other,
            1 => x - other,
            2 => x * other,
            3 => x / ((other * other) + 0.5),
            4 => _graph.Add(Arithmetic.Pow, [(x * x) + 0.5, other.Tanh()]),
            5 => x.AtLeast(other + _random.NextDouble()),
            _ => x.AtMost(other - _random.NextDouble()),
        };
    }

    private long[] Axes(Value x) => Enumerable.Range(0, x.Rank).Where(_ => _random.Next(2) == 0).Select(a => (long)a).ToArray();
}
