using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Onnx;
using MamlEdge.Exporter.Onnx.Proto;
using static MamlEdge.Exporter.Tests.HandMadeModel;

namespace MamlEdge.Exporter.Tests;

/// <summary>If, Loop and Scan beside the gradient path, and on it.</summary>
public class ControlFlowReadingTests
{
    [Fact]
    public void An_If_beside_the_path_is_carried_through_with_what_its_branches_use()
    {
        // y = x w + (sum(x) > 0 ? 2 h + c : h), where h and c lie around the If, and one branch names a value as another does.
        var bytes = Gradient(Switch("x"));

        var branches = Assert.Single(OnnxFile.Parse(bytes, "grad").Graph.Node, n => n.OpType == "If").Attribute;
        Assert.Equal(["Add", "Mul"], branches.Single(a => a.Name == "then_branch").G.Node.Select(n => n.OpType).Order());
        // x = (1, 2): h = relu(x) = x, c = (10, 20), w the identity.
        Assert.Equal([1 + 2 + 10, 2 + 4 + 20], OnnxRun.Run(bytes, Feeds(1))["y"].Values);
        Assert.Equal([-1.0, -2], OnnxRun.Run(bytes, Feeds(-1))["y"].Values);
        Assert.Equal([1, 1, 2, 2], OnnxRun.Run(bytes, Feeds(1))["grad.w"].Values);
    }

    [Fact]
    public void An_If_on_the_path_is_an_error_with_operator_node_and_path()
    {
        var message = Assert.Throws<ExporterException>(() => Gradient(Switch("p"))).Message;
        Assert.Contains("If 'branched_node' has no gradient rule", message);
        Assert.Contains("Add 'y_node' <- If 'branched_node'", message);
    }

    [Fact]
    public void A_value_that_only_a_branch_uses_counts_as_a_use()
    {
        var model = new HandMadeModel().Input("x", "N", 2).Weight("w", [1, 2], 2)
            .Node("Mul", "x w", "h").Node("ReduceMax", "x", "m", "", ("keepdims", 0)).Node("Cast", "m", "condition", "", ("to", 9))
            .Node(Made("If", "condition", "branched", Body("then_branch", [], ["a"], Made("Relu", "h", "a")), Body("else_branch", [], ["b"], Made("Neg", "h", "b"))))
            .Node("Add", "x branched", "y").Output("y", "N", 2);
        Assert.Contains("If 'branched_node' has no gradient rule", Assert.Throws<ExporterException>(() => Gradient(model)).Message);
    }

    [Fact]
    public void An_If_with_a_known_condition_is_what_its_branch_computes()
    {
        var model = Switch("p").With(m => m.Graph.Node.Insert(0, Made("Constant", "", "known", new AttributeProto { Name = "value_int", I = 1, Type = AttributeProto.Types.AttributeType.Int })))
            .With(m => m.Graph.Node.Single(n => n.OpType == "Cast").Input[0] = "known");
        var bytes = Gradient(model);
        Assert.DoesNotContain("If", OnnxFacts.Of(bytes, "grad").Operators.Select(o => o.Key));
        var results = OnnxRun.Run(bytes, Feeds(1));
        Assert.Equal([1 + 2 + 10, 2 + 4 + 20], results["y"].Values);
        Assert.Equal([3, 3, 6, 6], results["grad.w"].Values);
    }

    [Fact]
    public void A_Loop_and_a_Scan_beside_the_path_run_as_before()
    {
        // total = x + x + x by a Loop that uses x from around it; running sums of total along its rows by a Scan.
        var model = new HandMadeModel().Input("x", 2, 2).Weight("w", [1, 0, 0, 1], 2, 2).Longs("three", 3).Weight("zero", [0, 0, 0, 0], 2, 2).Weight("row", [0, 0], 2)
            .Node("Squeeze", "three", "count").Node("MatMul", "x w", "h")
            .Node(Made("Loop", "count zero", "total", Body("body", ["i", "go", "sum"], ["on", "next"], Made("Identity", "go", "on"), Made("Add", "sum x", "next"))))
            .Node(Made("Scan", "row total", "last sums", Body("body", ["state", "part"], ["after", "out"], Made("Add", "state part", "after"), Made("Identity", "after", "out")),
                new AttributeProto { Name = "num_scan_inputs", I = 1, Type = AttributeProto.Types.AttributeType.Int }))
            .Known("sums", 2, 2).Known("total", 2, 2).Node("Add", "h sums", "y").Output("y", 2, 2)
            .With(m => m.Graph.Node.Single(n => n.OpType == "Loop").Input.Insert(1, ""))
            .With(m =>
            {
                var inputs = m.Graph.Node.Single(n => n.OpType == "Scan").Attribute[0].G.Input;
                (inputs[0], inputs[1]) = (Info("state", 2), Info("part", 2));
            });
        var results = OnnxRun.Run(Gradient(model), new Dictionary<string, Tensor>
        {
            ["x"] = new(DataType.Float32, [2, 2], [1, 2, 3, 4]),
            ["grad.output.y"] = new(DataType.Float32, [2, 2], [1, 1, 1, 1]),
        });
        Assert.Equal([1 + 3, 2 + 6, 3 + 12, 4 + 18], results["y"].Values);
        Assert.Equal([4, 4, 6, 6], results["grad.w"].Values);
    }

    [Fact]
    public void Branches_in_branches_and_in_older_operator_sets_are_written_for_the_new_one()
    {
        // Opset 11: axes are attributes. The inner branch uses a value from two levels around it.
        var axes = new AttributeProto { Name = "axes", Ints = { 1 }, Type = AttributeProto.Types.AttributeType.Ints };
        var inner = Made("If", "condition", "c", Body("then_branch", [], ["d"], Made("ReduceSum", "x", "d", axes)), Body("else_branch", [], ["e"], Made("ReduceMean", "x", "e", axes)));
        var model = new HandMadeModel(11).Input("x", "N", 2).Weight("w", [1, 0, 0, 1], 2, 2).Node("MatMul", "x w", "h").Node(Made("ReduceMax", "x", "m")).Node("Cast", "m", "condition2", "", ("to", 9))
            .Node(Made("Squeeze", "condition2", "condition", new AttributeProto { Name = "axes", Ints = { 0, 1 }, Type = AttributeProto.Types.AttributeType.Ints }))
            .Node(Made("If", "condition", "f", Body("then_branch", [], ["c"], inner), Body("else_branch", [], ["g"], Made("ReduceMax", "x", "g", axes))))
            .Known("f", "N", 1).Node("Add", "h f", "y").Output("y", "N", 2);
        Assert.Equal([1 + 3, 2 + 3], OnnxRun.Run(Gradient(model), Feeds(1))["y"].Values);
    }

    private static HandMadeModel Switch(string used) => new HandMadeModel().Input("x", "N", 2).Weight("w", [1, 0, 0, 1], 2, 2).Weight("c", [10, 20], 2)
        .Node("MatMul", "x w", "p").Node("Relu", used, "h").Node("ReduceMax", "x", "m", "", ("keepdims", 0)).Weight("zero", [0])
        .Node("Greater", "m zero", "sign").Node("Cast", "sign", "condition", "", ("to", 9))
        .Node(Made("If", "condition", "branched",
            Body("then_branch", [], ["a"], Made("Constant", "", "two", new AttributeProto { Name = "value_float", F = 2, Type = AttributeProto.Types.AttributeType.Float }), Made("Mul", "h two", "t"), Made("Add", "t c", "a")),
            Body("else_branch", [], ["b"], Made("Identity", "h", "t"), Made("Identity", "t", "b"))))
        .Node("Add", "p branched", "y").Output("y", "N", 2);

    private static Dictionary<string, Tensor> Feeds(double sign) => new()
    {
        ["x"] = new(DataType.Float32, [1, 2], [sign, 2 * sign]),
        ["grad.output.y"] = new(DataType.Float32, [1, 2], [1, 1]),
    };

    private static byte[] Gradient(HandMadeModel model) => OnnxWriter.Write(GradientModel.Build(model.Read(), ["w"]), "grad");
}
