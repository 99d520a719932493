using MamlEdge.Exporter.Models;

namespace MamlEdge.Exporter.Tests;

/// <summary>Which initializers of a foreign model become parameters without being named.</summary>
public class ParameterChoiceTests
{
    [Fact]
    public void Single_numbers_that_an_exporter_named_are_constants_and_variables_of_one_element_are_not()
    {
        var model = ForwardModel.Read(new HandMadeModel().Input("x", "N", 2).Weight("w", [1, 2], 2, 1).Weight("const_fold_opt__31", [3], 1).Weight("gain", [1], 1).Weight("onnx::Conv_5", [1], 1, 1)
            .Node("MatMul", "x w", "a").Node("Add", "a const_fold_opt__31", "b").Node("Mul", "b gain", "c").Node("MatMul", "c onnx::Conv_5", "y").Output("y").Save());

        Assert.Equal(["w", "gain", "onnx::Conv_5"], model.Parameters.Select(p => p.Name));
        Assert.Contains("'const_fold_opt__31' is a single number", Assert.Single(model.Notes));
    }

    [Fact]
    public void Scale_and_shift_that_were_merged_with_statistics_are_parameters_of_their_own()
    {
        // As PyTorch writes two fresh batch norms: one initializer for all ones, one for all zeros, and their names as Identity nodes.
        var file = new HandMadeModel().Input("x", "N", 2, 3).Weight("b1.weight", [1, 1], 2).Weight("b1.bias", [0, 0], 2)
            .Node("Identity", "b1.weight", "b2.weight").Node("Identity", "b1.bias", "b2.bias").Node("Identity", "b1.weight", "var").Node("Identity", "b1.bias", "mean")
            .Node("BatchNormalization", "x b1.weight b1.bias mean var", "h").Node("BatchNormalization", "h b2.weight b2.bias mean var", "y").Output("y", "N", 2, 3).Save();

        Assert.Equal(["b1.weight", "b1.bias", "b2.weight", "b2.bias"], ForwardModel.Read(file).Parameters.Select(p => p.Name));
        Assert.Empty(ForwardModel.Read(file).Notes);
        // A gradient by an initializer is one by all its uses.
        Assert.Single(Bundles.GradientModel.Build(Models.OnnxReader.Read(Onnx.OnnxFile.Read(file)), ["b1.weight"]).Inputs, i => i.Name == "x");
    }

    [Fact]
    public void Gradients_by_merged_parameters_are_separate_where_the_file_knows_their_names()
    {
        // y = ((x + a) w + b) v with a = b = 0 and v = w: dy/da = w v, dy/db = v, dy/dw = (x + a) v, dy/dv = (x + a) w + b.
        var file = new HandMadeModel().Input("x", 2).Weight("a", [0, 0], 2).Weight("w", [3, 2], 2).Node("Identity", "a", "b").Node("Identity", "w", "v")
            .Node("Add", "x a", "h").Node("Mul", "h w", "i").Node("Add", "i b", "j").Node("Mul", "j v", "y").Output("y", 2).Save();
        var separate = new ReadOptions { SeparatesCopies = true };

        Assert.Equal([9, 4], Gradients(separate, "a"));
        Assert.Equal([9, 4, 3, 2], Gradients(separate, "a", "b"));
        Assert.Equal([12, 6], Gradients(ReadOptions.AsWritten, "a"));
        Assert.Equal([12, 8], Gradients(separate, "w"));
        Assert.Equal([6, 4, 6, 4], Gradients(separate with { Separated = ["v"] }, "w", "v"));

        Assert.Equal("The file holds 'a' and 'b' as one tensor, because their values are equal. Their gradients are separate.", Assert.Single(MergedInitializers.Notes(file, ["b"], separate)));
        Assert.Contains("The gradient of 'a' is also that of 'b'", Assert.Single(MergedInitializers.Notes(file, ["a"], ReadOptions.AsWritten)));
        Assert.Contains("The gradient of 'w' is also that of 'v'; to separate it, name that in --wrt too", Assert.Single(MergedInitializers.Notes(file, ["w"], separate)));
        Assert.Empty(MergedInitializers.Notes(file, ["x"], separate));

        double[] Gradients(ReadOptions options, params string[] wrt)
        {
            var feeds = new Dictionary<string, Tensor> { ["x"] = new(DataType.Float32, [2], [2, 2]), ["grad.output.y"] = new(DataType.Float32, [2], [1, 1]) };
            var results = OnnxRun.Run(Bundles.GradientModel.Write(file, wrt, options: options), feeds);
            return [.. wrt.SelectMany(name => results["grad." + name].Values)];
        }
    }

    [Fact]
    public void A_shared_tensor_that_is_no_repeated_number_stays_shared()
    {
        var file = new HandMadeModel().Input("x", "N", 2).Weight("w", [1, 2, 3, 4], 2, 2).Node("Identity", "w", "tied").Node("MatMul", "x w", "h").Node("MatMul", "h tied", "y").Output("y").Save();

        Assert.Equal(["w"], ForwardModel.Read(file).Parameters.Select(p => p.Name));
    }

    [Fact]
    public void A_statistic_that_is_also_a_scale_is_left_out_with_a_word()
    {
        var file = new HandMadeModel().Input("x", "N", 2, 3).Weight("one", [1, 1], 2).Weight("zero", [0, 0], 2)
            .Node("BatchNormalization", "x one zero zero one", "y").Output("y", "N", 2, 3).Save();

        Assert.Empty(ForwardModel.Read(file).Parameters);
        Assert.Equal(["one", "zero"], ForwardModel.Read(file).Notes.Select(n => n.Split('\'')[1]));
        Assert.Equal(["one"], ForwardModel.Read(file, ["one"]).Parameters.Select(p => p.Name));
    }

    [Fact]
    public void Inputs_and_outputs_that_are_too_many_are_listed_without_the_weights()
    {
        var inputs = new HandMadeModel().Input("a", "N", 2).Input("b", "N", 2).Weight("w", [1, 2], 2, 1).Node("Add", "a b", "c").Node("MatMul", "c w", "y").Output("y").Save();
        var outputs = new HandMadeModel().Input("a", "N", 2).Weight("w", [1, 2], 2, 1).Node("MatMul", "a w", "y").Node("Relu", "y", "z").Output("y").Output("z").Save();

        Assert.Contains("got the inputs a, b and the output y.", Assert.Throws<ExporterException>(() => ForwardModel.Read(inputs)).Message);
        Assert.Contains("got the input a and the outputs y, z.", Assert.Throws<ExporterException>(() => ForwardModel.Read(outputs)).Message);
    }
}
