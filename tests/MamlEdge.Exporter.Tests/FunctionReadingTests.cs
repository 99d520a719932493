using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Onnx.Proto;
using static MamlEdge.Exporter.Tests.HandMadeModel;

namespace MamlEdge.Exporter.Tests;

/// <summary>Functions that a model defines itself are read in the place of their calls.</summary>
public class FunctionReadingTests
{
    [Fact]
    public void A_call_becomes_what_the_function_computes_and_has_gradients()
    {
        // scaled(x) = alpha relu(x), where alpha is given by one call and has its default 3 in the other; called by a function in turn.
        var model = new HandMadeModel().Input("x", "N", 2).Weight("w", [1, 2], 2)
            .Node("outer", "x w", "h", "own").Node(Made("scaled", "h", "y", Float("alpha", 2))).Output("y", "N", 2)
            .With(m => m.Graph.Node[1].Domain = "own").With(m => m.Functions.Add([Scaled(), Outer()]));
        var results = OnnxRun.Run(OnnxWriter.Write(GradientModel.Build(model.Read(), ["w"]), "grad"), Feeds);
        Assert.Equal([2 * 3 * 1, 2 * 3 * 4], results["y"].Values);
        Assert.Equal([2 * 3 * 1, 2 * 3 * 2], results["grad.w"].Values);
        Assert.DoesNotContain("scaled", OnnxFacts.Of(OnnxWriter.Write(model.Read(), "read"), "read").Operators.Select(o => o.Key));
    }

    [Fact]
    public void A_function_is_read_by_its_own_operator_set()
    {
        // Softmax over axis 1 of three: up to opset 12 over both last axes together, since 13 over one.
        HandMadeModel Model(long opset) => new HandMadeModel(17).Input("x", 1, 2, 2).Node("soft", "x", "y", "own").Output("y", 1, 2, 2).With(m => m.Functions.Add(new FunctionProto
        {
            Name = "soft",
            Domain = "own",
            Input = { "a" },
            Output = { "b" },
            Node = { Made("Softmax", "a", "b", new AttributeProto { Name = "axis", I = 1, Type = AttributeProto.Types.AttributeType.Int }) },
            OpsetImport = { new OperatorSetIdProto { Version = opset } },
        }));
        var x = new Dictionary<string, Tensor> { ["x"] = new(DataType.Float32, [1, 2, 2], [0, 0, 0, 0]) };
        Assert.All(new Interpreter(Model(11).Read()).Run(x)["y"].Values, v => Assert.Equal(0.25, v));
        Assert.All(new Interpreter(Model(13).Read()).Run(x)["y"].Values, v => Assert.Equal(0.5, v));
        Assert.Contains("opset 11 to 21, got 30", Error(Model(30)));
    }

    [Fact]
    public void Optional_inputs_and_outputs_may_be_left_out()
    {
        var model = new HandMadeModel().Input("x", "N", 2).Node("clipped", "x", "y", "own").Output("y", "N", 2).With(m => m.Functions.Add(new FunctionProto
        {
            Name = "clipped",
            Domain = "own",
            Input = { "a", "low", "high" },
            Output = { "b", "c" },
            Node = { Made("Clip", "a low high", "b"), Made("Neg", "a", "c") },
            OpsetImport = { new OperatorSetIdProto { Version = 17 } },
        }));
        Assert.Equal([1.0, 2], new Interpreter(model.Read()).Run(Feeds)["y"].Values);
        var required = model.With(m => m.Functions[0].Node[0] = Made("Mul", "a low", "b"));
        Assert.Contains("Mul 'b_node' lacks a required input", Assert.Throws<ExporterException>(() => required.Read()).Message);
    }

    [Fact]
    public void A_function_that_calls_itself_is_refused()
    {
        var model = new HandMadeModel().Input("x", "N", 2).Node("a", "x", "y", "own").Output("y", "N", 2)
            .With(m => m.Functions.Add([Calling("a", "b"), Calling("b", "a")]));
        Assert.Contains("'own.a' calls itself (a <- b <- a)", Error(model));
    }

    [Fact]
    public void Calls_that_would_write_out_to_more_than_memory_holds_are_refused()
    {
        // Twenty functions, each with thirty calls of the next: 30^20 nodes.
        var model = new HandMadeModel().Input("x", 2).Node("f0", "x", "y", "own").Output("y", 2);
        for (var i = 0; i < 20; i++)
        {
            var function = new FunctionProto { Name = $"f{i}", Domain = "own", Input = { "v0" }, Output = { "v30" }, OpsetImport = { new OperatorSetIdProto { Version = 17 } } };
            for (var n = 0; n < 30; n++) function.Node.Add(new NodeProto { OpType = i == 19 ? "Relu" : $"f{i + 1}", Domain = i == 19 ? "" : "own", Input = { $"v{n}" }, Output = { $"v{n + 1}" } });
            model.With(m => m.Functions.Add(function));
        }

        Assert.Contains("more than 1000000 nodes when its functions are written out", Error(model));
        var chain = new HandMadeModel().Input("x", 2).Node("f0", "x", "y", "own").Output("y", 2).With(m => m.Functions.Add(Enumerable.Range(0, 200).Select(i => Calling($"f{i}", $"f{i + 1}"))));
        Assert.Contains("more than 64 deep", Error(chain));
    }

    [Fact]
    public void A_call_that_does_not_fit_and_a_reference_outside_a_function_are_refused()
    {
        var many = new HandMadeModel().Input("x", "N", 2).Node("scaled", "x x", "y", "own").Output("y", "N", 2).With(m => m.Functions.Add(Scaled()));
        Assert.Contains("with 2 inputs and 1 outputs, expected at most 1 and 1", Error(many));
        var stray = new HandMadeModel().Input("x", "N", 2).Node(Made("LeakyRelu", "x", "y", new AttributeProto { Name = "alpha", RefAttrName = "alpha" })).Output("y", "N", 2);
        Assert.Contains("refers to the attribute 'alpha' of a function, but it is in none", Error(stray));
        var twice = new HandMadeModel().Input("x", "N", 2).Node("scaled", "x", "y", "own").Output("y", "N", 2).With(m => m.Functions.Add([Scaled(), Scaled()]));
        Assert.Contains("the function 'own.scaled' is defined twice", Error(twice));
    }

    private static Dictionary<string, Tensor> Feeds => new()
    {
        ["x"] = new(DataType.Float32, [1, 2], [1, 2]),
        ["grad.output.y"] = new(DataType.Float32, [1, 2], [1, 1]),
    };

    private static FunctionProto Scaled() => new()
    {
        Name = "scaled",
        Domain = "own",
        Input = { "x" },
        Output = { "y" },
        AttributeProto = { Float("alpha", 3) },
        Node = { Made("Constant", "", "a", new AttributeProto { Name = "value_float", RefAttrName = "alpha", Type = AttributeProto.Types.AttributeType.Float }), Made("Relu", "x", "r"), Made("Mul", "r a", "y") },
        OpsetImport = { new OperatorSetIdProto { Version = 17 } },
    };

    private static FunctionProto Outer()
    {
        var call = Made("scaled", "p", "q");
        call.Domain = "own";
        return new() { Name = "outer", Domain = "own", Input = { "x", "w" }, Output = { "q" }, Node = { Made("Mul", "x w", "p"), call }, OpsetImport = { new OperatorSetIdProto { Version = 17 } } };
    }

    private static FunctionProto Calling(string name, string other) => new()
    {
        Name = name,
        Domain = "own",
        Input = { "x" },
        Output = { "y" },
        Node = { new NodeProto { OpType = other, Domain = "own", Input = { "x" }, Output = { "y" } } },
        OpsetImport = { new OperatorSetIdProto { Version = 17 } },
    };

    private static AttributeProto Float(string name, float value) => new() { Name = name, F = value, Type = AttributeProto.Types.AttributeType.Float };

    private static string Error(HandMadeModel model) => Assert.Throws<ExporterException>(() => model.Read()).Message;
}
