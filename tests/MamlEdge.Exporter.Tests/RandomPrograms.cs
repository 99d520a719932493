namespace MamlEdge.Exporter.Tests;

/// <summary>Random small programs of smooth operators: the seed decides shapes, operators and data.</summary>
internal sealed class RandomPrograms
{
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
        for (var n = program._random.Next(3, 25); n > 0; n--) program._values.Add(program.Next());
        var used = program._values.Skip(inputs.Count).TakeLast(3).Select(v => v.Tanh().Sum()).Aggregate((a, b) => a + b);
        return (new Function(inputs, [new("f", used)]), feeds);
    }

    private Value Input(string name, Dictionary<string, Tensor> feeds)
    {
        long[] dims = [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => (long)_random.Next(1, 4))];
        feeds[name] = new Tensor(DataType.Float64, dims, [.. Enumerable.Range(0, (int)Tensor.Count(dims)).Select(_ => (2 * _random.NextDouble()) - 1)]);
        return _graph.NewInput(name, DataType.Float64, Shape.Of(dims));
    }

    private Value Next()
    {
        var x = _values[_random.Next(_values.Count)];
        switch (_random.Next(14))
        {
            case 0: return -x;
            case 1: return x.Tanh();
            case 2: return x.Sigmoid() * 2.0;
            case 3: return (x * x) + 0.5;
            case 4: return x / (1.5 + (x * x));
            case 5: return x.Sum(Axes(x), _random.Next(2) == 0);
            case 6: return x.Mean(Axes(x), true) - x;
            case 7: return x.Transpose([.. Enumerable.Range(0, x.Rank).OrderBy(_ => _random.Next()).Select(a => (long)a)]);
            case 8: return x.Reshape(new Shape(x.Shape.Size));
            case 9: return x.Rank == 0 ? x : Normalization.Standardize(x, Axes(x), 0.3);
            case 10: return x.Rank < 2 ? x.Unsqueeze(0) : x.Times(x.Turned());
            case 11: return x.Unsqueeze(_random.Next(x.Rank + 1));
            case 12: return x.Expand(new Shape([2, .. x.Shape]));
            default:
                var other = _values[_random.Next(_values.Count)];
                if (Broadcasting.Common(x.Shape, other.Shape) is null || x.Shape.Size.Factor * other.Shape.Size.Factor > 400) return x - 0.25;
                return _random.Next(3) switch { 0 => x + other, 1 => x - other, _ => x * other };
        }
    }

    private long[] Axes(Value x) => Enumerable.Range(0, x.Rank).Where(_ => _random.Next(2) == 0).Select(a => (long)a).ToArray();
}
