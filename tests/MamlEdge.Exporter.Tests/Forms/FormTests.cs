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
}
