using Google.Protobuf;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Exporter.Tests.Forms;

/// <summary>
/// Every form in which a model may hold an operator: what is read computes what ONNX Runtime computes for the node itself, what is
/// written again does too, and the gradients hold to second order.
/// </summary>
public class FormTests
{
    public static TheoryData<string> Names => [.. FormCases.All.Select(c => c.Name)];

    [Fact]
    public void At_least_130_operators_and_families_of_attributes_have_a_gradient()
    {
        var differentiable = FormCases.All.Count(c =>
        {
            var function = OnnxReader.Read(c.Model());
            var gradients = GradientModel.Build(function, [.. function.Inputs.Select(i => i.Name)]);
            return function.Inputs.Any(i => !gradients.Result("grad." + i.Name).IsZero());
        });
        Assert.True(differentiable >= 130, $"There are {differentiable}.");
    }

    public static TheoryData<string> Batched => [.. FormCases.OverExamples.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_form_computes_what_the_node_computes_and_its_gradients_hold_to_second_order(string name)
    {
        var form = FormCases.All.Single(c => c.Name == name);
        var model = form.Model();
        var function = OnnxReader.Read(model);
        var (program, feeds) = GradientProgram.Of(function, form.Low, form.High);
        var inputs = function.Inputs.ToDictionary(i => i.Name, i => feeds[i.Name]);

        var values = new Interpreter(function).Run(inputs);
        if (form.HasKernel) GradientProgram.CheckEqual(values, OnnxRun.Run(model.ToByteArray(), inputs));
        GradientProgram.CheckEqual(values, OnnxRun.Run(OnnxWriter.Write(function, "written"), inputs));

        GradientProgram.CheckDifferences(program, feeds);
        GradientProgram.CheckRuntime(program, feeds, "gradients");
    }

    [Theory]
    [MemberData(nameof(Batched))]
    public void The_number_of_examples_may_be_known_at_run_time_only(string name)
    {
        var form = FormCases.All.Single(c => c.Name == name);
        var known = Second(OnnxReader.Read(form.Model()));
        var free = Second(OnnxReader.Read(form.Model("N")));
        var random = new Random(3);
        var feeds = known.Inputs.ToDictionary(i => i.Name, i => new Tensor(i.Type, i.Shape.ToLongs(), [.. Enumerable.Range(0, (int)i.Shape.Size.Factor)
            .Select(_ => (double)(float)(form.Low + ((form.High - form.Low) * random.NextDouble())))]));
        var expected = new Interpreter(known).Run(feeds);
        GradientProgram.CheckEqual(expected, new Interpreter(free).Run(feeds));
        GradientProgram.CheckEqual(expected, OnnxRun.Run(OnnxWriter.Write(Simplify.Run(free), "free"), feeds));
    }

    /// <summary>The gradients and the gradients of these, with respect to every input.</summary>
    private static Function Second(Function function)
    {
        var first = GradientModel.Build(function, [.. function.Inputs.Select(i => i.Name)]);
        return GradientModel.Build(first, [.. first.Inputs.Select(i => i.Name)], prefix: "second.");
    }
}
