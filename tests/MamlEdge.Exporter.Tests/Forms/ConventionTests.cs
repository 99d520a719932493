using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Exporter.Tests.Forms;

/// <summary>
/// Gradients at kinks, ties and zeros: numbers of PyTorch 1.13 (torch.autograd.grad of the sum), on the interpreter and on ONNX Runtime.
/// </summary>
public class ConventionTests
{
    private static readonly double Slope = 1.6732632423543772848 * 1.0507009873554804934;

    private static readonly (string Name, FormCase Node, double[][] At, double[][] Gradients)[] Table =
    [
        ("relu", new("Relu", "", 14, [X(1)]), [[0]], [[0]]),
        ("abs", new("Abs", "", 13, [X(1)]), [[0]], [[0]]),
        ("leaky_relu", new("LeakyRelu", "", 16, [X(1)], ("alpha", 0.3)), [[0]], [[0.3]]),
        ("elu", new("Elu", "", 11, [X(1)], ("alpha", 0.6)), [[0]], [[0.6]]),
        ("selu", new("Selu", "", 11, [X(1)]), [[0]], [[Slope]]),
        ("celu", new("Celu", "", 12, [X(1)], ("alpha", 0.6)), [[0]], [[1]]),
        ("hardsigmoid", new("HardSigmoid", "", 11, [X(2)], ("alpha", 0.5), ("beta", 0.5)), [[-1, 1]], [[0, 0]]),
        ("threshold", new("ThresholdedRelu", "", 11, [X(1)], ("alpha", 0.5)), [[0.5]], [[0]]),
        ("hardshrink", new("Shrink", "", 11, [X(2)]), [[-0.5, 0.5]], [[0, 0]]),
        ("softshrink", new("Shrink", "", 11, [X(2)], ("bias", 0.5)), [[-0.5, 0.5]], [[0, 0]]),
        ("softsign", new("Softsign", "", 11, [X(1)]), [[0]], [[1]]),
        ("prelu", new("PRelu", "", 16, [X(2), X(1)]), [[0, -1], [0.3]], [[0.3, 0.3], [-1]]),
        ("floor", new("Floor", "", 13, [X(1)]), [[1]], [[0]]),
        ("clamp to numbers", new("Clip", "", 13, [X(4), Float(-0.5), Float(0.5)]), [[-0.5, 0.5, -0.6, 0.6]], [[1, 1, 0, 0]]),
        ("clamp to tensors", new("Clip", "", 13, [X(5), X(), X()]), [[-2, -1, 0, 1, 2], [-1], [1]], [[0, 1, 1, 1, 0], [1], [1]]),
        ("clamp, low above high", new("Clip", "", 13, [X(3), X(), X()]), [[-2, 0, 2], [1], [-1]], [[0, 0, 0], [0], [3]]),
        ("maximum", new("Max", "", 13, [X(3), X(3)]), [[1, 2, 3], [2, 2, 2]], [[0, 0.5, 1], [1, 0.5, 0]]),
        ("amax", new("ReduceMax", "", 13, [X(3)]), [[1, 2, 2]], [[0, 0.5, 0.5]]),
        ("max_pool1d", new("MaxPool", "", 12, [X(1, 1, 4)], ("kernel_shape", new long[] { 2 }), ("strides", new long[] { 2 })), [[1, 1, 2, 2]], [[1, 0, 1, 0]]),
        ("prod with a zero", new("ReduceProd", "", 13, [X(3)]), [[2, 0, 3]], [[0, 6, 0]]),
        ("prod with two zeros", new("ReduceProd", "", 13, [X(3)]), [[0, 0, 3]], [[0, 0, 0]]),
        ("norm at zero", new("ReduceL2", "", 13, [X(2)]), [[0, 0]], [[0, 0]]),
        ("norm p=1", new("ReduceL1", "", 13, [X(2)]), [[0, -2]], [[0, -1]]),
        ("lp_pool1d", new("LpPool", "", 11, [X(1, 1, 4)], ("kernel_shape", new long[] { 2 }), ("strides", new long[] { 2 })), [[0, 0, 3, 4]], [[0, 0, 0.6, 0.8]]),
        ("pow at zero", new("Pow", "", 15, [X(4), X(4)]), [[0, 0, 2, 0], [0, 2, 0, 1]], [[0, 0, 0, 1], [0, 0, Math.Log(2), 0]]),
        ("fmod", new("Mod", "", 13, [X(3), X(3)], ("fmod", 1)), [[5, -5, 4], [3, 3, 2]], [[1, 1, 1], [-1, 1, -2]]),
    ];

    public static TheoryData<string> Names => [.. Table.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Where_a_derivative_does_not_exist_it_is_that_of_PyTorch(string name)
    {
        var (_, node, at, gradients) = Table.Single(t => t.Name == name);
        var read = OnnxReader.Read(node.Model());
        var wrt = read.Inputs.Select(i => i.Name).ToArray();
        var function = GradientModel.Build(read, wrt);
        var feeds = read.Inputs.Zip(at, (i, values) => (i.Name, new Tensor(i.Type, i.Shape.ToLongs(), values))).ToDictionary(f => f.Name, f => f.Item2);
        var y = read.Outputs[0].Value.Shape.ToLongs();
        feeds["grad.output.y0"] = new Tensor(DataType.Float32, y, [.. Enumerable.Repeat(1.0, (int)Tensor.Count(y))]);
        foreach (var results in new[] { new Interpreter(function).Run(feeds), OnnxRun.Run(OnnxWriter.Write(Simplify.Run(function), name), feeds) })
        {
            foreach (var (input, expected) in wrt.Zip(gradients))
                Assert.All(expected.Zip(results["grad." + input].Values), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        }
    }

    [Fact]
    public void A_zero_vector_is_normalised_to_zero_with_gradient_zero()
    {
        var function = GradientModel.Build(OnnxReader.Read(new FormCase("LpNormalization", "", 11, [X(2)], ("axis", 0)).Model()), ["x0"]);
        var zero = new Tensor(DataType.Float32, [2], [0, 0]);
        var results = new Interpreter(function).Run(new Dictionary<string, Tensor> { ["x0"] = zero, ["grad.output.y0"] = new(DataType.Float32, [2], [1, 1]) });
        Assert.Equal([0, 0], results["y0"].Values);
        Assert.Equal([0, 0], results["grad.x0"].Values);
    }

    [Fact]
    public void The_second_derivative_of_a_product_holds_where_an_element_is_zero()
    {
        var product = OnnxReader.Read(new FormCase("ReduceProd", "", 13, [X(3)], ("keepdims", 0)).Model());
        var expanded = Composites.Expand(product);
        var x = expanded.Inputs[0];
        var gradient = Gradient.Of(expanded.Outputs[0].Value, [x])[0];
        var rows = Enumerable.Range(0, 3).Select(i => new Output($"h{i}", Gradient.Of(gradient.Slice(0, i, i + 1).Sum(), [x])[0]));
        var results = new Interpreter(new([x], [.. rows])).Run(new Dictionary<string, Tensor> { ["x0"] = new(DataType.Float32, [3], [2, 0, 3]) });
        Assert.Equal([0, 3, 0, 3, 0, 2, 0, 2, 0], Enumerable.Range(0, 3).SelectMany(i => results[$"h{i}"].Values));
    }

    private static long[] X(params long[] dims) => dims;

    private static Tensor Float(double value) => Tensor.Scalar(DataType.Float32, value);
}
