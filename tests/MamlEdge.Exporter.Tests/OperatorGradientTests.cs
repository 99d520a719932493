using MamlEdge.Exporter.Adaptation;

namespace MamlEdge.Exporter.Tests;

/// <summary>Every rule to order 2 against central differences in double precision, and ONNX Runtime against the interpreter.</summary>
public class OperatorGradientTests
{
    public static TheoryData<string> Names => [.. OperatorCases.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Rules_hold_to_second_order(string name)
    {
        var (function, inputs) = Program(OperatorCases.All.Single(c => c.Name == name));
        GradientProgram.CheckDifferences(function, inputs);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ONNX_Runtime_agrees_with_the_interpreter(string name)
    {
        var (function, inputs) = Program(OperatorCases.All.Single(c => c.Name == name));
        GradientProgram.CheckRuntime(function, inputs, name);
    }

    [Fact]
    public void Every_differentiable_operator_has_a_row_in_the_table()
    {
        var tested = OperatorCases.All.Select(c => c.Op).Concat(Forms.FormCases.All.SelectMany(c => Models.OnnxReader.Read(c.Model()).Reachable()).Select(v => v.Op)).ToHashSet();
        var missing = Catalog.All.Values.Where(o => o.IsDifferentiable && !o.HasZeroGradient && !tested.Contains(o)).Select(o => o.Name);
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_operator_is_complete()
    {
        Assert.All(Catalog.All.Values.Where(o => o.Expansion is null && o != Leaves.Input && o != Leaves.Absent && o != Leaves.Stored), o =>
        {
            Assert.True(o.Type is not null, $"{o.Name} has no type rule.");
            Assert.True(o.Kernel is not null, $"{o.Name} has no reference kernel.");
            Assert.True(o.OnnxName is not null || o.Lowering is not null, $"{o.Name} cannot be written.");
        });
    }

    [Fact]
    public void A_rule_that_is_wrong_is_found()
    {
        var wrong = Elementwise.Tanh with { Gradients = [(y, g) => g * (1 - y)] };
        var (function, inputs) = Program(new OperatorCase("wrong", wrong, [[3]], (g, x) => g.Add(wrong, x)));
        Assert.True(GradientCheck.Largest(function, inputs, "f", [("x0", "g.x0")]) > 1e-2);
    }

    [Fact]
    public void A_rule_that_is_wrong_only_at_second_order_is_found()
    {
        var wrong = Elementwise.Tanh with { Gradients = [(y, g) => g * (1 - (y * y)).Stop()] };
        var (function, inputs) = Program(new OperatorCase("wrong", wrong, [[3]], (g, x) => g.Add(wrong, x)));
        Assert.InRange(GradientCheck.Largest(function, inputs, "f", [("x0", "g.x0")]), 0, 1e-7);
        Assert.True(GradientCheck.Largest(function, inputs, "f2", [("x0", "h.x0")]) > 1e-2);
    }

    private static (Function Function, Dictionary<string, Tensor> Inputs) Program(OperatorCase test)
    {
        var graph = new Graph();
        Value[] x = [.. test.Shapes.Select((dims, i) => graph.NewInput($"x{i}", DataType.Float32, Shape.Of(dims)))];
        return GradientProgram.Of(new Function(x, [new("y", test.Build(graph, x))]), test.Domain.Low, test.Domain.High);
    }
}
