using System.Text;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.EndToEnd.Tests;

/// <summary>docs/operators.md is written from the catalog, and this test fails where it no longer fits.</summary>
public sealed class OperatorDocumentTests
{
    private const string UpdateVariable = "MAMLEDGE_UPDATE_DOCS";

    [Fact]
    public void The_list_of_operators_is_that_of_the_catalog()
    {
        var path = Path.Combine(Repository.Root, "docs", "operators.md");
        var expected = Document();
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
            File.WriteAllText(path, expected);

        Assert.True(expected == File.ReadAllText(path), $"docs/operators.md is out of date; run this test with {UpdateVariable}=1 to write it again.");
    }

    private static string Document()
    {
        var text = new StringBuilder("""
            # Operators

            The ONNX operators (`ai.onnx`, opsets 11 to 21) that a gradient can pass through, to any order. This page is written from the
            definitions in `exporter/MamlEdge.Exporter/Operators/`; a test compares the two.

            The gradient of an input is written with a bar: x̄ is the cotangent of the input x, g that of the result y. "expansion" means that
            the operator is defined by simpler ones, whose rules apply; "read as others" that it becomes other operators when a model is read.
            An operator that is not in this list is carried through; it is an error only where a gradient has to pass it. See
            [adding an operator](adding-an-operator.md).

            | operator | gradient |
            |---|---|

            """);
        foreach (var name in Catalog.Differentiable.Where(n => n is not ("Absent" or "Input" or "Initializer")))
            text.Append("| `").Append(name).Append("` | ").Append(Gradient(name)).Append(" |\n");
        return text.ToString();
    }

    private static string Gradient(string name)
    {
        if (!Catalog.All.TryGetValue(name, out var op))
            return "read as others";
        return op.Expansion is not null ? "expansion"
            : op.HasZeroGradient ? "zero"
            : op.Formula.Length > 0 ? op.Formula.Replace("|", "\\|", StringComparison.Ordinal) : "a rule for each input";
    }
}
