using MamlEdge.Exporter;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;
using MamlEdge.Exporter.Transforms;
using MamlEdge.Trainer.Engines;
using MamlEdge.Trainer.Random;

namespace MamlEdge.Trainer.Torch.Tests;

/// <summary>Each operator that the engine has a rule for, against the reference interpreter in double precision.</summary>
public sealed class OperatorTests
{
    public static TheoryData<string> Cases => [.. Programs.Keys];

    private static readonly Dictionary<string, Func<Graph, Value>> Programs = new(new Dictionary<string, Func<Graph, Value>>
    {
        ["Fill"] = g => g.NewFill(DataType.Float32, new Shape(X(g).Shape[0], 3), 2.5) + X(g).Slice(1, 0, 3),
        ["Length"] = g => X(g) * g.NewLength(DataType.Float32, X(g).Shape[0]),
        ["Range"] = g => X(g) * g.Add(Leaves.Range, [g.NewScalar(DataType.Int64, 0), g.NewLength(DataType.Int64, X(g).Shape[0]), g.NewScalar(DataType.Int64, 1)]).CastTo(DataType.Float32).Unsqueeze(1)
            + g.Add(Leaves.Range, [g.NewScalar(DataType.Int64, 9), g.NewScalar(DataType.Int64, 2), g.NewScalar(DataType.Int64, -2)]).CastTo(DataType.Float32),
        ["Shape"] = g => g.Add(Shaping.ShapeOf, [X(g)]).CastTo(DataType.Float32) + X(g).Slice(1, 0, 2),
        ["Constant"] = g => X(g) + g.NewConstant(new Tensor(DataType.Float32, [4], [1, 2, 3, 4])),
        ["Not"] = g => g.Add(Comparison.Not, [Truth(g)]).Choose(X(g), Y(g)),
        ["Cast"] = g => X(g).CastTo(DataType.Int64).CastTo(DataType.Float32) * X(g),
        ["Div"] = g => (Y(g) / Positive(g)) + (X(g).CastTo(DataType.Int64) / g.NewScalar(DataType.Int64, 2)).CastTo(DataType.Float32),
        ["Pow"] = g => g.Add(Arithmetic.Pow, [Positive(g), Y(g)]),
        ["And"] = g => g.Add(Comparison.And, [Truth(g), X(g).LessThan(g.NewScalar(DataType.Float32, 1))]).Choose(X(g), Y(g)),
        ["Or"] = g => g.Add(Comparison.Or, [Truth(g), X(g).LessThan(Y(g))]).Choose(X(g), Y(g)),
        ["Xor"] = g => g.Add(Comparison.Xor, [Truth(g), X(g).LessThan(Y(g))]).Choose(X(g), Y(g)),
        ["Equal"] = g => X(g).Sign().EqualTo(Y(g).Sign()),
        ["Where"] = g => Truth(g).Choose(X(g), Y(g)),
        ["Clip"] = g => g.Add(Bounds.Clip, [X(g), g.NewScalar(DataType.Float32, -0.5), g.NewScalar(DataType.Float32, 0.5)]),
        ["MatMul"] = g => X(g).Reshape(new Shape(X(g).Shape[0], 2, 2)).Times(g.NewConstant(new Tensor(DataType.Float32, [2, 3], [1, 2, 3, 4, 5, 6]))),
        ["ArgMax"] = g => g.Add(Reductions.ArgMax, [X(g)], new Attributes(("axis", 1))).CastTo(DataType.Float32) + X(g),
        ["ArgMin"] = g => g.Add(Reductions.ArgMin, [X(g)], new Attributes(("axis", 1))).CastTo(DataType.Float32) + X(g),
        ["Softmax"] = g => g.Add(Softmaxes.Softmax, [X(g)], new Attributes(("axis", -1))),
        ["LogSoftmax"] = g => X(g).LogSoftmaxOver(1),
        ["Standardize"] = g => Normalization.Standardize(X(g), [1], 1e-3),
        ["InverseDeviation"] = g => g.Add(Statistics.InverseDeviation, [X(g)], new Attributes(("axes", new long[] { 0 }), ("epsilon", 1e-3))) * X(g),
        ["Reshape"] = g => X(g).Reshape(new Shape(X(g).Shape[0] * 2, 2)),
        ["Transpose"] = g => X(g).Transpose([1, 0]),
        ["Expand"] = g => X(g).Unsqueeze(0).Expand(new Shape([3, .. X(g).Shape])),
        ["Concat"] = g => g.Add(Shaping.Concat, [X(g), Y(g)], new Attributes(("axis", 1))),
        ["Slice"] = g => X(g).Slice(1, 1, 3),
        ["Pad"] = g => X(g).Pad([0, 1, 0, 2], 0.5),
        ["SliceTo"] = g => X(g).Transpose([1, 0]).Reshape(new Shape(X(g).Shape[0] * 4)).Slice(0, 1, X(g).Shape[0] + 1),
        ["Trilu"] = g => g.Add(Matrices.Trilu, [X(g)], new Attributes(("k", 1))) + g.Add(Matrices.Trilu, [X(g)], new Attributes(("k", 0), ("upper", 0))),
        ["Gather"] = g => X(g).Gather([2, -1, 0], 1),
        ["GatherElements"] = g => g.Add(Indexing.GatherElements, [X(g), X(g).CastTo(DataType.Int64)], new Attributes(("axis", 1))),
        ["CumSum"] = g => g.Add(Indexing.CumSum, [X(g)], new Attributes(("axis", 1), ("exclusive", 1), ("reverse", 1))) + g.Add(Indexing.CumSum, [X(g)], new Attributes(("axis", 0))),
        ["Conv"] = g => Image(g).Convolve(Kernel(g, 2), new Windows([3, 3], [2, 1], [1, 1], [1, 0, 0, 1]).ToAttributes()),
        ["ConvInput"] = g => Convolution.Input(Image(g), Kernel(g, 1), new Shape(X(g).Shape[0], 1, 5, 4), new Windows([3, 3], [2, 1], [1, 1], [1, 0, 0, 1]).ToAttributes()),
        ["MaxPool"] = g => g.Add(Pooling.MaxPool, [Image(g)], new Attributes(("kernel_shape", new[] { 2, 2 }), ("strides", new[] { 1, 1 }), ("pads", new[] { 1, 0, 0, 1 }))),
        ["IsNaN"] = g => g.Add(Elementwise.IsNaN, [X(g).Log()]).Choose(X(g), Y(g)),
        ["Identity"] = g => Elementwise.Identity.Apply(X(g)) + Y(g),
    }.Concat([
        .. Unary(x => x, "Neg", "Exp", "Abs", "Sigmoid", "Tanh", "Relu", "Erf", "Sin", "Cos", "Tan", "Atan", "Sinh", "Cosh", "Softplus", "Sign", "Floor", "Ceil", "Round", "StopGradient"),
        .. Unary(x => x.Tanh() * 0.9, "Asin", "Acos"),
        .. Unary(x => (x * x) + 0.5, "Log", "Sqrt", "InverseSqrt", "Reciprocal"),
        .. Binary("Add", "Sub", "Mul", "Max", "Min", "Greater", "GreaterOrEqual", "Less", "LessOrEqual"),
        .. Reduction("ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin")]), StringComparer.Ordinal);

    [TorchTheory, MemberData(nameof(Cases))]
    public void An_operator_computes_what_the_reference_does(string name)
    {
        var graph = new Graph();
        var result = Programs[name](graph);
        var function = new Function([X(graph), Y(graph)], [new("result", result.Type.IsFloat() ? result : result.CastTo(DataType.Float32))]);
        Assert.Contains(name, Composites.Expand(function).Reachable().Select(v => v.Op.Name));
        var random = new SeededRandom(1);
        Tensor Draw(params long[] dims) => new(DataType.Float32, dims, [.. Enumerable.Range(0, (int)Tensor.Count(dims)).Select(_ => (double)(float)(1.2 * random.Normal()))]);
        var inputs = new Dictionary<string, Tensor> { ["x"] = Draw(4, 4), ["y"] = Draw(4, 4) };

        var expected = new Interpreter(function).Run(inputs)["result"];
        var found = EngineProviders.RequireTorch().Run(function, inputs, new EngineOptions { Precision = Precision.Float64 })["result"];

        Assert.Equal(expected.Dims, found.Dims);
        Close.Assert([(expected.Values, found.Values)], 1e-12);
    }

    [TorchFact]
    public void Every_rule_has_a_case_and_an_operator_without_one_is_refused_by_name()
    {
        var graph = new Graph();
        var function = new Function([X(graph)], [new("result", Elementwise.Asinh.Apply(X(graph)))]);
        var error = Assert.Throws<ExporterException>(() => EngineProviders.RequireTorch().Run(function, new Dictionary<string, Tensor>(), new EngineOptions()));
        Assert.Contains("no rule for Asinh 'Asinh'", error.Message, StringComparison.Ordinal);
        const string Before = "It has rules for: ";
        var supported = error.Message[(error.Message.IndexOf(Before, StringComparison.Ordinal) + Before.Length)..].TrimEnd('.').Split(", ");
        Assert.Equal(supported.Order(StringComparer.Ordinal), Programs.Keys.Order(StringComparer.Ordinal));
    }

    private static Value X(Graph g) => g.NewInput("x", DataType.Float32, new Shape(Dim.Of("N"), 4));

    private static Value Y(Graph g) => g.NewInput("y", DataType.Float32, new Shape(Dim.Of("N"), 4));

    private static Value Positive(Graph g) => (X(g) * X(g)) + 0.5;

    private static Value Truth(Graph g) => X(g).GreaterThan(Y(g));

    private static Value Image(Graph g) => X(g).Reshape(new Shape(X(g).Shape[0], 1, 2, 2)).Pad([0, 0, 1, 1, 0, 0, 0, 1]);

    private static Value Kernel(Graph g, int outputs) =>
        g.NewConstant(new Tensor(DataType.Float32, [outputs, 1, 3, 3], [.. Enumerable.Range(0, outputs * 9).Select(i => Math.Sin(i + 1))]));

    private static IEnumerable<KeyValuePair<string, Func<Graph, Value>>> Unary(Func<Value, Value> domain, params string[] names) =>
        names.Select(name => KeyValuePair.Create<string, Func<Graph, Value>>(name, g => Catalog.All[name].Apply(domain(X(g)))));

    private static IEnumerable<KeyValuePair<string, Func<Graph, Value>>> Binary(params string[] names) =>
        names.Select(name => KeyValuePair.Create<string, Func<Graph, Value>>(name, g => g.Add(Catalog.All[name], [X(g), Y(g).Slice(1, 0, 1)])));

    private static IEnumerable<KeyValuePair<string, Func<Graph, Value>>> Reduction(params string[] names) =>
        names.Select(name => KeyValuePair.Create<string, Func<Graph, Value>>(name, g => Reductions.Reduce(Catalog.All[name], X(g), [1], keepDims: true) * Reductions.Reduce(Catalog.All[name], X(g), [0], keepDims: false)));
}
