using System.Globalization;
using System.Text;
using MamlEdge.Exporter.Onnx;
using MamlEdge.Exporter.Tests.Forms;

namespace MamlEdge.Exporter.Tests;

/// <summary>docs/operators.md is written from the catalog and the table of cases, and this test fails where it no longer fits.</summary>
public sealed class OperatorDocumentTests
{
    private const string UpdateVariable = "MAMLEDGE_UPDATE_DOCS";
    private const int OldestOpset = 11;
    private const int NewestOpset = 21;

    /// <summary>Where activations of ONNX have their kinks, at their default attributes.</summary>
    private static readonly double[] KinkCandidates = [-3, -2.5, -1, -0.5, 0, 0.5, 1, 2.5, 3];

    /// <summary>Operators that are read although no opset from 11 on has them.</summary>
    private static readonly Dictionary<string, string> OutsideOpsets = new(StringComparer.Ordinal) { ["SimplifiedLayerNormalization"] = "runtime", ["Upsample"] = "older" };

    [Fact]
    public void The_list_of_operators_is_that_of_the_catalog()
    {
        var path = SolutionFolder.At("docs", "operators.md");
        var expected = Document();
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1") File.WriteAllText(path, expected);

        Assert.True(expected == File.ReadAllText(path), $"docs/operators.md is out of date; run this test with {UpdateVariable}=1 to write it again.");
    }

    [Fact]
    public void Conventions_at_kinks_are_measured_from_the_rules()
    {
        Assert.Equal("slope 0 at 0", Kinks(Elementwise.Relu, [3, 4]));
        Assert.Equal("slope 0 at 0", Kinks(Elementwise.Abs, [3, 4]));
        Assert.Equal("", Kinks(Elementwise.Tanh, [3, 4]));
        var other = Elementwise.Relu with { Gradients = [(_, g) => g] };
        Assert.Equal("slope 1 at 0", Kinks(other, [3, 4]));
    }

    private static string Document()
    {
        var text = new StringBuilder("""
            # Operators

            The ONNX operators (`ai.onnx`, opsets 11 to 21) that a gradient can pass through, to any order. This page is written from the
            definitions in `exporter/MamlEdge.Exporter/Operators/` and the cases in `tests/MamlEdge.Exporter.Tests/OperatorCases.cs` and `Forms/`; a test compares.

            - **rule**: "own" is a gradient rule; "expansion" means that the operator is defined by simpler ones, whose rules apply; "zero" is a
              declared gradient of zero; "form" means that it is read as other operators of this list.
            - **formula**: x̄ is the cotangent of the input x, g that of the result y.
            - **conventions**: what the gradient is at kinks (measured from the rule) and at ties.
            - **opsets**: those of ONNX from 11 to 21 that have the operator, all of which are read. "older" is one that ended before and that converters
              still write, "runtime" one that ONNX Runtime has in the default domain beyond ONNX.
            - **order**: to which order the rule is tested, and by how many cases: along random directions against central differences in double
              precision, to 1e-7, and on ONNX Runtime. Cases build the operator in a graph, or are nodes of ONNX as a model holds them.

            An operator that is not in this list is carried through; it is an error only where a gradient has to pass it. See
            [adding an operator](adding-an-operator.md).

            | operator | rule | formula | conventions | opsets | order |
            |---|---|---|---|---|---|

            """);
        foreach (var name in Catalog.Differentiable.Where(n => OpsetsOf(n).Length > 0))
        {
            var op = Catalog.All.GetValueOrDefault(name);
            string[] cells = [$"`{name}`", RuleOf(op), op?.HasZeroGradient == true ? "" : op?.Formula ?? "", op is null ? "" : ConventionsOf(op), OpsetsOf(name), OrderOf(name, op)];
            text.Append("| ").AppendJoin(" | ", cells.Select(c => c.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
        }

        return text.ToString();
    }

    private static string RuleOf(Operator? op) => op is null ? "form" : op.HasZeroGradient ? "zero" : op.Expansion is not null ? "expansion" : "own";

    private static string ConventionsOf(Operator op) => string.Join("; ", new[] { op.Convention, UnaryInput(op) is { } dims ? Kinks(op, dims) : "" }.Where(c => c.Length > 0));

    private static string OpsetsOf(string name)
    {
        var opsets = Enumerable.Range(OldestOpset, NewestOpset - OldestOpset + 1).Where(o => OperatorSchema.Of(name, o) is not null).ToArray();
        return opsets.Length == 0 ? OutsideOpsets.GetValueOrDefault(name, "") : opsets[0] == opsets[^1] ? $"{opsets[0]}" : $"{opsets[0]}-{opsets[^1]}";
    }

    /// <summary>Every case of the tables is tested to second order (OperatorGradientTests, FormTests); a declared zero has nothing to test.</summary>
    private static string OrderOf(string name, Operator? op)
    {
        if (op?.HasZeroGradient == true) return "";
        var cases = OperatorCases.All.Count(c => op is not null && c.Op == op) + FormCases.All.Count(c => c.Op == name);
        return cases > 0 ? $"2 ({cases})" : "";
    }

    /// <summary>The shape of a matrix that a case of the table applies the operator to, without attributes and keeping the shape; null where there is none.</summary>
    private static long[]? UnaryInput(Operator op) => OperatorCases.All.Where(c => c.Op == op && c.Shapes is [{ Length: 2 }]).FirstOrDefault(c =>
    {
        var graph = new Graph();
        var x = graph.NewInput("x", DataType.Float32, Shape.Of(c.Shapes[0]));
        var y = c.Build(graph, [x]);
        return y.Op == op && y.Inputs.Count == 1 && y.Inputs[0] == x && y.Attributes.Entries.Count == 0 && y.Shape.Equals(x.Shape);
    })?.Shapes[0];

    /// <summary>The slopes that the rule of a unary operator gives where the slopes from the left and from the right differ.</summary>
    private static string Kinks(Operator op, long[] dims)
    {
        var graph = new Graph();
        var function = Composites.Expand(new Function([graph.NewInput("x", DataType.Float64, Shape.Of(dims))], [new("y", op.Apply(graph.Values[0]).Mean())]));
        var slope = Gradient.Of(function.Result("y"), function.Inputs)[0].Sum();
        var interpreter = new Interpreter(function with { Outputs = [.. function.Outputs, new("slope", slope)] });
        return string.Join(", ", KinkCandidates.Where(IsKink).Select(x => string.Create(CultureInfo.InvariantCulture, $"slope {At(x).Slope:0.####} at {x}")));

        bool IsKink(double x) => double.IsFinite(At(x).Y) && Math.Abs((At(x + 1e-6).Y - At(x).Y) - (At(x).Y - At(x - 1e-6).Y)) > 1e-9;

        (double Y, double Slope) At(double x)
        {
            var results = interpreter.Run(new Dictionary<string, Tensor> { ["x"] = new(DataType.Float64, dims, [.. Enumerable.Repeat(x, (int)Tensor.Count(dims))]) });
            return (results["y"].Values[0], results["slope"].Values[0]);
        }
    }
}
