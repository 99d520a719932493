using MamlEdge.Exporter.Bundles;

namespace MamlEdge.Exporter.Tests;

/// <summary>Every operator and its first-order gradient for several tasks at once, against one task after the other.</summary>
public class VectorizeOperatorTests
{
    private const int Tasks = 3;

    public static TheoryData<string> Names => [.. OperatorCases.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Vectorized_equals_task_by_task(string name)
    {
        var (function, inputs) = Program(OperatorCases.All.Single(c => c.Name == name));
        foreach (var mapped in function.Inputs.Select(i => new[] { i.Name }).Append([.. function.Inputs.Select(i => i.Name)]))
        {
            var feeds = TaskFeeds.Of(inputs, mapped, Tasks);
            var expected = feeds.OneByOne.Select(new Interpreter(function).Run).ToArray();
            var vectorized = Vectorize.Run(function, mapped, Tasks);
            TaskFeeds.Compare(function, vectorized, expected, new Interpreter(vectorized).Run(feeds.Together), 1e-9);
            foreach (var form in new[] { vectorized, Simplify.Run(vectorized) })
                TaskFeeds.Compare(function, vectorized, expected, OnnxRun.Run(OnnxWriter.Write(form, name), feeds.Together), 2e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_number_of_tasks_may_be_a_symbol_except_for_convolution_weights(string name)
    {
        var test = OperatorCases.All.Single(c => c.Name == name);
        var (function, inputs) = Program(test);
        string[] mapped = [.. inputs.Keys];
        if (test.Op == Convolution.Conv || test.Op == Convolution.ConvInput || test.Op == Convolution.ConvWeight)
        {
            var error = Assert.Throws<ExporterException>(() => Vectorize.Run(function, mapped, Vectorize.Tasks));
            Assert.Contains("Vectorize for a known number of tasks", error.Message, StringComparison.Ordinal);
            return;
        }

        var feeds = TaskFeeds.Of(inputs, mapped, Tasks);
        var vectorized = Vectorize.Run(function, mapped, Vectorize.Tasks);
        var expected = feeds.OneByOne.Select(new Interpreter(function).Run).ToArray();
        TaskFeeds.Compare(function, vectorized, expected, new Interpreter(vectorized).Run(feeds.Together), 1e-9);
        TaskFeeds.Compare(function, vectorized, expected, OnnxRun.Run(OnnxWriter.Write(Simplify.Run(vectorized), name), feeds.Together), 2e-5);
    }

    [Theory]
    [InlineData(new long[] { 5 }, 0, new long[] { 4 })]
    [InlineData(new long[] { 5 }, 0, new long[] { 2, 2 })]
    [InlineData(new long[] { 2, 5, 3 }, 1, new long[] { 2, 2 })]
    [InlineData(new long[] { 5, 3 }, 0, new long[] { 4 })]
    [InlineData(new long[] { 2, 5 }, 1, new long[] { 4 })]
    public void Indices_may_differ_between_tasks(long[] shape, int axis, long[] indexShape)
    {
        var graph = new Graph();
        var random = new Random(5);
        var x = graph.NewInput("x", DataType.Float32, Shape.Of(shape));
        var index = graph.NewInput("i", DataType.Int64, Shape.Of(indexShape));
        var y = x.Gather(index, axis);
        var c = graph.NewInput("c", DataType.Float32, y.Shape);
        var scattered = c.ScatterAdd(index, axis, x.Shape);
        var function = new Function([x, index, c], [new("y", y), new("scattered", scattered)]);
        var inputs = new Dictionary<string, Tensor>
        {
            ["x"] = TaskFeeds.Random(DataType.Float32, shape, -1, 1, random),
            ["i"] = new Tensor(DataType.Int64, indexShape, [0, -1, 3, 3]),
            ["c"] = TaskFeeds.Random(DataType.Float32, y.Shape.ToLongs(), -1, 1, random),
        };
        foreach (var mapped in new string[][] { ["i"], ["i", "x"], ["i", "c"], ["x", "i", "c"] })
        {
            foreach (var tasks in new[] { Tasks, Vectorize.Tasks })
            {
                var feeds = TaskFeeds.Of(inputs, mapped, Tasks);
                var expected = feeds.OneByOne.Select(new Interpreter(function).Run).ToArray();
                var vectorized = Vectorize.Run(function, mapped, tasks);
                TaskFeeds.Compare(function, vectorized, expected, new Interpreter(vectorized).Run(feeds.Together), 1e-9);
                TaskFeeds.Compare(function, vectorized, expected, OnnxRun.Run(OnnxWriter.Write(Simplify.Run(vectorized), "gather"), feeds.Together), 2e-6);
            }
        }
    }

    [Fact]
    public void An_operator_without_a_rule_stops_it_only_where_it_depends_on_the_task()
    {
        var graph = new Graph();
        var foreign = new Operator("NonZero") { Type = c => c.Inputs[0].TypedShape };
        var (x, w) = (graph.NewInput("x", DataType.Float32, Shape.Of(2)), graph.NewInput("w", DataType.Float32, Shape.Of(2)));
        var function = new Function([x, w], [new("y", x * graph.Add(foreign, [w], name: "mask"))]);
        Assert.Equal("[3, 2]", Vectorize.Run(function, ["x"], 3).Result("y").Shape.ToString());
        var error = Assert.Throws<ExporterException>(() => Vectorize.Run(function, ["w"], 3));
        Assert.Contains("NonZero 'mask' depends on the task and has no batching rule", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_depend_on_the_task_stays_single()
    {
        var graph = new Graph();
        var (x, w) = (graph.NewInput("x", DataType.Float32, Shape.Of(5, 2)), graph.NewInput("w", DataType.Float32, Shape.Of(2, 4)));
        var vectorized = Vectorize.Run(new Function([x, w], [new("y", x.Times(w.Tanh())), new("s", w.Sum())]), ["x"], Vectorize.Tasks);
        Assert.Equal("[T, 5, 4]", vectorized.Result("y").Shape.ToString());
        Assert.Equal("[]", vectorized.Result("s").Shape.ToString());
        // One matrix for all tasks: one product over all their rows.
        Assert.Equal("[5*T, 4]", vectorized.Reachable().Single(v => v.Op == Products.MatMul).Shape.ToString());
    }

    [Fact]
    public void Every_operator_with_inputs_has_a_batching_rule()
    {
        Operator[] leaves = [Leaves.Input, Leaves.Constant, Leaves.Stored, Leaves.Initializer, Leaves.Absent, Leaves.Fill, Leaves.Length];
        // Their results would have a length of its own for every task.
        Operator[] ragged = [Leaves.Range, Selection.NonZero];
        Assert.Empty(Catalog.All.Values.Where(o => o.Batching is null && o.Expansion is null).Except([.. leaves, .. ragged]).Select(o => o.Name));
    }

    /// <summary>y = op(x) and the gradients of ⟨c, y⟩.</summary>
    private static (Function Function, Dictionary<string, Tensor> Inputs) Program(OperatorCase test)
    {
        var graph = new Graph();
        var random = new Random(23);
        var feeds = new Dictionary<string, Tensor>();
        Value[] x = [.. test.Shapes.Select((dims, i) => Input($"x{i}", dims, test.Domain.Low, test.Domain.High))];
        var expanded = Composites.Expand(new Function(x, [new("y", test.Build(graph, x))]));
        (graph, x) = (expanded.Graph, [.. expanded.Inputs]);
        var y = expanded.Result("y");
        var c = Input("c", y.Shape.ToLongs(), -1, 1);
        var gradients = Gradient.Of([(y, c)], x);
        return (new Function([.. x, c], [new("y", y), .. gradients.Select((g, i) => new Output($"g.x{i}", g))]), feeds);

        Value Input(string name, long[] dims, double low, double high)
        {
            feeds[name] = TaskFeeds.Random(DataType.Float32, dims, low, high, random);
            return graph.NewInput(name, DataType.Float32, Shape.Of(dims));
        }
    }
}
