using MamlEdge.Bundle;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Models;
using MamlEdge.Exporter.Operators;
using MamlEdge.Trainer.Random;

namespace MamlEdge.Benchmarks;

/// <summary>The nets whose graphs are timed, with random parameters; each tells <see cref="Workload.Ways"/> classes apart.</summary>
internal static class Nets
{
    /// <summary>Four blocks of 64 filters on 28 x 28 images.</summary>
    public static ForwardModel Conv4 => Conv4Of(filters: 64);

    /// <summary>The same with so many filters.</summary>
    public static ForwardModel Conv4Of(int filters) =>
        new ConvNetSpec(Channels: 1, Height: Workload.Side, Width: Workload.Side, Outputs: Workload.Ways) { Normalization = NormalizationKind.Batch, Filters = filters }.Build(1);

    /// <summary>x [N, 32, 64] through one transformer encoder block of 4 heads, normalised after each half (Vaswani et al. 2017, section 3).</summary>
    public static ForwardModel EncoderBlock()
    {
        const int Length = 32, Width = 64, Heads = 4, Part = Width / Heads;
        var net = new NetBuilder(Length, Width);
        var x = net.X;
        Value[] split = [.. new[] { "query", "key", "value" }.Select(name =>
            net.Linear(x, name, Width, Width).Reshape(new Shape(x.Shape[0], Length, Heads, Part)).Transpose(0, 2, 1, 3))];
        var weights = x.Graph.Add(Softmaxes.Softmax, [split[0].Times(split[1].Turned()) / Math.Sqrt(Part)], new Attributes(("axis", -1)));
        var mixed = weights.Times(split[2]).Transpose(0, 2, 1, 3).Reshape(x.Shape);
        x = net.Normalized(x + net.Linear(mixed, "mix", Width, Width), "norm1", Width);
        x = net.Normalized(x + net.Linear(Activations.Gelu.Apply(net.Linear(x, "wide", Width, 2 * Width)), "narrow", 2 * Width, Width), "norm2", Width);
        return net.Finish("encoder block", net.Linear(x.Mean([1]), "head", Width, Workload.Ways));
    }

    /// <summary>x [N, 16, 16, 16] through 49 convolutions of 3 x 3, in pairs with a way around, and a linear head: 50 layers.</summary>
    public static ForwardModel Residual50()
    {
        const int Channels = 16, Side = 16, Pairs = 24;
        var net = new NetBuilder(Channels, Side, Side);
        var x = net.Convolution(net.X, "first", Channels).Relu();
        for (var pair = 1; pair <= Pairs; pair++)
            x = (x + net.Convolution(net.Convolution(x, $"pair{pair}.a", Channels).Relu(), $"pair{pair}.b", Channels)).Relu();
        return net.Finish("residual-50", net.Linear(x.Mean([2, 3]), "head", Channels, Workload.Ways));
    }

    /// <summary>Collects the parameters of a net while its function is built.</summary>
    private sealed class NetBuilder
    {
        private readonly SeededRandom _random = new(1);
        private readonly List<Parameter> _parameters = [];
        private readonly List<Value> _inputs;

        public NetBuilder(params IEnumerable<long> axes)
        {
            X = new Graph().NewInput("x", DataType.Float32, new Shape([Dim.Of("N"), .. axes.Select(length => (Dim)length)]));
            _inputs = [X];
        }

        public Value X { get; }

        public Value Linear(Value x, string name, int from, int to) =>
            x.Times(Drawn($"{name}.weight", Math.Sqrt(1.0 / from), from, to)) + Drawn($"{name}.bias", 0.05, to);

        public Value Convolution(Value x, string name, int channels) => x.Graph.Add(
            Exporter.Operators.Convolution.Conv,
            [x, Drawn($"{name}.weight", Math.Sqrt(0.5 / (9 * channels)), channels, channels, 3, 3), Drawn($"{name}.bias", 0.05, channels)],
            new Windows([3, 3], [1, 1], [1, 1], [1, 1, 1, 1]).ToAttributes());

        public Value Normalized(Value x, string name, int width) =>
            x.Graph.Add(Normalization.LayerNormalization, [x, Drawn($"{name}.weight", 0.5, width), Drawn($"{name}.bias", 0.05, width)], new Attributes(("axis", -1)));

        public ForwardModel Finish(string name, Value y) => new(name, new Function(_inputs, [new("y", y)]), _parameters);

        private Value Drawn(string name, double deviation, params long[] shape)
        {
            var values = new float[shape.Aggregate(1L, (a, b) => a * b)];
            for (var i = 0; i < values.Length; i++) values[i] = (float)(deviation * _random.Normal());
            _parameters.Add(new Parameter(name, shape, values));
            _inputs.Add(X.Graph.NewInput(name, DataType.Float32, Shape.Of(shape)));
            return _inputs[^1];
        }
    }
}
