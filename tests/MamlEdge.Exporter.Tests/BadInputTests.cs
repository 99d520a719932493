using Google.Protobuf;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Onnx;
using MamlEdge.Exporter.Onnx.Proto;
using static MamlEdge.Exporter.Tests.HandMadeModel;

namespace MamlEdge.Exporter.Tests;

/// <summary>Models that are wrong, absurd or hostile: refused with words, with bounded memory, without a crash.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mamledge-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(new long[] { 1L << 30 }, "needs 1073741824 elements")]
    [InlineData(new[] { 1L << 32, 1L << 32 }, "impossible shape")]
    [InlineData(new[] { -1L, 4 }, "impossible shape")]
    [InlineData(new long[] { 3 }, "needs 3 elements, got 8 bytes")]
    public void A_tensor_whose_bytes_do_not_fit_its_shape_is_refused_before_memory_is_taken(long[] dims, string expected)
    {
        var model = Bare().With(m => m.Graph.Initializer.Add(new TensorProto { Name = "w", DataType = 1, Dims = { dims }, RawData = ByteString.CopyFrom(new byte[8]) }));
        Bounded(() => Assert.Contains(expected, Error(model)));
    }

    [Fact]
    public void Constants_that_would_fold_into_gigabytes_are_not_folded()
    {
        // 2^31 zeros, stretched, tiled and padded, as a shape: known in principle, not worth knowing.
        var model = new HandMadeModel().Input("x", 2).Longs("huge", 1L << 31).Node("ConstantOfShape", "huge", "zeros").Longs("twice", 2).Node("Tile", "zeros twice", "t")
            .Longs("pads", 5, 5).Node("Pad", "t pads", "p").Node("Reshape", "x p", "y").Output("y");
        Bounded(() => Assert.StartsWith("Reshape 'y_node' (opset 17): shape must follow from constants", Assert.Throws<ExporterException>(() => GradientModel.Build(model.Read(), ["x"])).Message));
        var range = new HandMadeModel().Input("x", 2).With(m => m.Graph.Initializer.Add([Number("a", 0), Number("b", 1e15f), Number("c", 1)])).Node("Range", "a b c", "r").Node("Reshape", "x r", "y").Output("y");
        Bounded(() => Assert.Contains("the most is 64 axes and 2^40 elements", Error(range)));
        var depth = new HandMadeModel().Input("x", 2).Longs("depth", 1L << 31).Weight("v", [0, 1], 2).Node("OneHot", "x depth v", "y").Output("y");
        Bounded(() => Assert.Contains("a depth of 2147483648 is out of range", Error(depth)));
        var slice = new HandMadeModel().Input("x", 1L << 38).Longs("s", -1).Longs("e", long.MinValue).Longs("a", 0).Node("Slice", "x s e a s", "y").Output("y");
        Bounded(() => Assert.Contains("a slice of", Error(slice)));
        var large = new HandMadeModel().Input("x", 1L << 30, 1L << 30).Node("Relu", "x", "y").Output("y");
        Assert.Contains("the most is 64 axes and 2^40 elements", Error(large));
    }

    [Fact]
    public void An_operator_set_has_one_version()
    {
        Assert.Contains("imported in the versions 17 and 13", Error(Bare().With(m => m.OpsetImport.Add(new OperatorSetIdProto { Domain = "ai.onnx", Version = 13 }))));
        Assert.NotEmpty(Bare().With(m => m.OpsetImport.Add(new OperatorSetIdProto { Domain = "ai.onnx", Version = 17 })).Read().Outputs);
    }

    [Fact]
    public void Constants_that_double_at_every_step_are_computed_once()
    {
        var model = new HandMadeModel().Input("x", 2).Longs("c0", 1);
        for (var i = 0; i < 62; i++) model.Node("Add", $"c{i} c{i}", $"c{i + 1}");
        model.Longs("zero", 0).Node("Mul", "c62 zero", "z").Longs("two", 2).Node("Add", "z two", "shape").Node("Reshape", "x shape", "y").Output("y");
        Assert.Equal("[2]", model.Read().Result("y").Shape.ToString());
    }

    [Fact]
    public void Chains_of_100_000_nodes_need_no_stack_and_little_time()
    {
        const int Length = 100_000;
        var start = ThreadTime.Now;
        var model = new HandMadeModel().Input("x", 2).Longs("c0", 2).Longs("zero", 0).With(m =>
        {
            // In reverse, so that sorting has all to do: a chain of values, and a chain of constants that its last node needs.
            m.Graph.Node.Add(new NodeProto { OpType = "Reshape", Input = { $"x{Length}", $"c{Length}" }, Output = { "y" } });
            for (var i = Length; i > 0; i--)
            {
                m.Graph.Node.Add(new NodeProto { OpType = i % 2 == 0 ? "Tanh" : "Neg", Input = { i == 1 ? "x" : $"x{i - 1}" }, Output = { $"x{i}" } });
                m.Graph.Node.Add(new NodeProto { OpType = "Add", Input = { $"c{i - 1}", "zero" }, Output = { $"c{i}" } });
            }
        }).Output("y");
        Assert.NotEmpty(OnnxWriter.Write(GradientModel.Build(model.Read(), ["x"]), "grad"));
        var wrong = model.With(m => m.Graph.Node[^2].OpType = "Bernoulli").Read();
        Assert.InRange(Assert.Throws<ExporterException>(() => GradientModel.Build(wrong, ["x"])).Message.Length, 100, 20_000);
        Assert.InRange(ThreadTime.Now - start, TimeSpan.Zero, TimeSpan.FromMinutes(2));
    }

    [Fact]
    public void Messages_nested_too_deeply_are_refused()
    {
        var node = Made("Relu", "x", "a");
        for (var i = 0; i < 60; i++) node = Made("If", "c", "a", Body("then_branch", [], ["a"], node), Body("else_branch", [], ["a"], Made("Relu", "x", "a")));
        var bytes = new HandMadeModel().Input("x", 2).Input("c").Node(node).Output("a").Bytes();
        Assert.Contains("nested too deeply", Assert.Throws<ExporterException>(() => OnnxFile.Parse(bytes, "deep")).Message);
    }

    [Fact]
    public void Names_that_are_missing_or_there_twice_are_refused()
    {
        Assert.Contains("the value 'y' is defined twice", Error(Bare().Node("Relu", "x", "y")));
        Assert.Contains("the value 'x' is defined twice", Error(new HandMadeModel().Input("x", 2).Node("Relu", "x", "x").Output("x")));
        Assert.Contains("the input 'x' is declared twice", Error(Bare().Input("x", 2)));
        Assert.Contains("the output 'y' is declared twice", Error(Bare().Output("y")));
        Assert.Contains("an input has no name", Error(Bare().Input("", 2)));
        Assert.Contains("an output has no name", Error(Bare().Output("")));
        Assert.Contains("an initializer has no name", Error(Bare().Weight("", [1], 1)));
        Assert.Contains("names no operator", Error(Bare().With(m => m.Graph.Node[0].OpType = "")));
        Assert.Contains("the attribute 'axis' twice", Error(Bare().With(m => m.Graph.Node[0].Attribute.Add([Int("axis", 1), Int("axis", 2)]))));
        Assert.Contains("must be of type Int, got Undefined", Error(Bare().With(m => m.Graph.Node[0].Attribute.Add(new AttributeProto { Name = "axis", I = 1 })).With(m => m.Graph.Node[0].OpType = "Softmax")));
    }

    [Fact]
    public void Inputs_that_are_no_tensors_are_refused()
    {
        var sequence = new TypeProto { SequenceType = new() { ElemType = new() { TensorType = new() { ElemType = 1 } } } };
        Assert.Contains("Input 's' is not a tensor of a known element type but SequenceType", Error(Bare().With(m => m.Graph.Input.Add(new ValueInfoProto { Name = "s", Type = sequence }))));
        Assert.Contains("Output 'y' is not a tensor", Error(Bare().With(m => m.Graph.Output[0].Type = sequence)));
        Assert.Contains("of no type", Error(Bare().With(m => m.Graph.Input.Add(new ValueInfoProto { Name = "s" }))));
        Assert.Contains("element type 55", Error(Bare().With(m => m.Graph.Input[0].Type.TensorType.ElemType = 55)));
    }

    [Fact]
    public void Attributes_that_are_not_those_of_the_operator_are_refused_with_the_node()
    {
        Assert.Contains("Transpose 'y_node'", Error(new HandMadeModel().Input("x", 2, 2).Node(Made("Transpose", "x", "y", Ints("perm", 0, 7))).Output("y")));
        Assert.Contains("MaxPool 'y_node'", Error(new HandMadeModel().Input("x", 1, 1, 2, 2).Node("MaxPool", "x", "y").Output("y")));
        Assert.Contains("Concat 'y_node'", Error(new HandMadeModel().Input("x", 2).Node("Concat", "x x", "y", "", ("axis", 9)).Output("y")));
        Assert.Contains("If 'y_node'", Error(new HandMadeModel().Input("x", 2).Input("c").Node(Made("If", "c", "y", Body("then_branch", [], ["a"], Made("Relu", "x", "a")))).Output("y")));
    }

    /// <summary>Nodes on x [2, 3] and z [1, 1, 4, 4] that the schema of their operator, or its meaning, forbids.</summary>
    public static TheoryData<string, string, string, string> Misfits => new()
    {
        { "Mul", "x", "", "Mul 'y_node' has 1 inputs, expected 2" },
        { "Div", "x", "", "Div 'y_node' has 1 inputs, expected 2" },
        { "Mul", " x", "", "Mul 'y_node' lacks a required input" },
        { "Relu", "x x", "", "Relu 'y_node' has 2 inputs, expected 1" },
        { "Softmax", "x", "axis:floats 1", "attribute 'axis' of Softmax 'y_node' must be of type Int, got Floats" },
        { "Softmax", "x", "axes:int 1", "Softmax 'y_node' has the attribute 'axes', which its operator does not know" },
        { "Einsum", "x x", "equation:ij,jk->iz", "the result names an axis twice, or one that no operand has" },
        { "Transpose", "x", "perm:ints 0", "perm [0] is not an order of the axes of [2, 3]" },
        { "Transpose", "x", "perm:ints 0 0", "perm [0, 0] is not an order of the axes of [2, 3]" },
        { "ReverseSequence", "x one", "time_axis:int 3", "time_axis and batch_axis must be 0 and 1, one each" },
        { "Slice", "x one one one two", "", "1 starts, 1 ends, 1 axes and 2 steps are not of one number" },
        { "Slice", "x two two one", "", "2 starts, 2 ends, 1 axes and 2 steps are not of one number" },
        { "Cast", "x", "to:int 0", "the attribute 'to' is 0, which is no element type" },
        { "AveragePool", "z", "kernel_shape:ints 0 2", "each is positive" },
        { "MaxPool", "z", "kernel_shape:ints 2 2;strides:ints 0 1", "each is positive" },
        { "LpPool", "z", "kernel_shape:ints 2", "do not fit 2 spatial axes" },
        { "LRN", "z", "size:int 0", "The size of the window must be positive, got 0" },
        { "Resize", "x  nan", "", "scales must be positive numbers, got [1, NaN]" },
        { "Unsqueeze", "x seven", "", "axes [7] are not places of a result of rank 3" },
        { "Unsqueeze", "x two", "", "axes [1, 1] are not places of a result of rank 4, each once" },
    };

    [Theory]
    [MemberData(nameof(Misfits))]
    public void A_node_that_is_not_what_its_operator_requires_is_refused_with_the_node(string type, string inputs, string attributes, string expected)
    {
        var model = new HandMadeModel().Input("x", 2, 3).Input("z", 1, 1, 4, 4).Longs("one", 1).Longs("two", 1, 1).Longs("seven", 7).Weight("nan", [1, float.NaN], 2)
            .Node(Made(type, inputs, "y", [.. attributes.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(Parsed)])).Output("y");
        var message = Error(model);
        Assert.Contains(expected, message);
        Assert.Contains("'y_node'", message);

        static AttributeProto Parsed(string text)
        {
            var (name, value) = (text[..text.IndexOf(':')], text[(text.IndexOf(':') + 1)..].Split(' '));
            return value[0] switch
            {
                "int" => Int(name, long.Parse(value[1], System.Globalization.CultureInfo.InvariantCulture)),
                "ints" => Ints(name, [.. value[1..].Select(v => long.Parse(v, System.Globalization.CultureInfo.InvariantCulture))]),
                "floats" => new AttributeProto { Name = name, Floats = { 1 }, Type = AttributeProto.Types.AttributeType.Floats },
                _ => new AttributeProto { Name = name, S = ByteString.CopyFromUtf8(value[0]), Type = AttributeProto.Types.AttributeType.String },
            };
        }
    }

    [Fact]
    public void Windows_over_large_inputs_take_no_memory_and_no_nodes_of_that_size()
    {
        var pool = new HandMadeModel().Input("x", 1, 1, 8192, 8192).Node(Made("AveragePool", "x", "y", Ints("kernel_shape", 2, 2), Ints("strides", 2, 2))).Output("y").Save();
        Bounded(() => Assert.InRange(GradientModel.Write(pool, ["x"]).Length, 1, 10_000));
        var padded = new HandMadeModel().Input("x", 1, 1, 4096, 4096).Node(Made("AveragePool", "x", "y", Ints("kernel_shape", 3, 3), Ints("pads", 1, 1, 1, 1))).Output("y").Save();
        Bounded(() => Assert.InRange(GradientModel.Write(padded, ["x"]).Length, 1, 200_000));
        var neighbours = new HandMadeModel().Input("x", 1, 4, 2, 2).Node(Made("LRN", "x", "y", Int("size", 20_001))).Output("y").Save();
        Bounded(() => Assert.InRange(GradientModel.Write(neighbours, ["x"]).Length, 1, 10_000));
    }

    [Theory]
    [InlineData("/etc/hostname", "expected a file inside the model's folder")]
    [InlineData("../secret.bin", "expected a file inside the model's folder")]
    [InlineData("sub/../../secret.bin", "expected a file inside the model's folder")]
    [InlineData("link.bin", "expected a file inside the model's folder")]
    [InlineData("links/secret.bin", "expected a file inside the model's folder")]
    [InlineData("no\0name", "expected a file inside the model's folder")]
    [InlineData("none.bin", "missing beside the model")]
    [InlineData("short.bin", "needs 8 bytes from 0 on of 'short.bin', which has 4")]
    [InlineData("", "names no file")]
    public void External_data_comes_from_the_models_own_folder_only(string location, string expected)
    {
        var (outside, inside) = (Directory.CreateDirectory(Path.Combine(_folder, "outside")), Directory.CreateDirectory(Path.Combine(_folder, "outside", "model")));
        File.WriteAllBytes(Path.Combine(outside.FullName, "secret.bin"), new byte[8]);
        File.WriteAllBytes(Path.Combine(inside.FullName, "short.bin"), new byte[4]);
        File.CreateSymbolicLink(Path.Combine(inside.FullName, "link.bin"), Path.Combine(outside.FullName, "secret.bin"));
        Directory.CreateSymbolicLink(Path.Combine(inside.FullName, "links"), outside.FullName);
        Assert.Contains(expected, Assert.Throws<ExporterException>(() => OnnxFile.Read(External(inside.FullName, (location, 0, 8)))).Message);
    }

    [Fact]
    public void External_data_is_measured_before_it_is_read()
    {
        File.WriteAllBytes(Path.Combine(_folder, "w.bin"), new byte[64]);
        Assert.Equal(8, OnnxFile.Read(External(_folder, ("w.bin", 8, 8))).Graph.Initializer[0].RawData.Length);
        Assert.Contains("got 16 bytes in 'w.bin'", Assert.Throws<ExporterException>(() => OnnxFile.Read(External(_folder, ("w.bin", 8, 16)))).Message);
        Assert.Contains("needs 8 bytes from", Assert.Throws<ExporterException>(() => OnnxFile.Read(External(_folder, ("w.bin", long.MaxValue - 2, 8)))).Message);
        Assert.Contains("take more than 4 times the bytes", Assert.Throws<ExporterException>(() => OnnxFile.Read(External(_folder, [.. Enumerable.Repeat(("w.bin", 0L, 8L), 40)]))).Message);
        var path = External(_folder, ("w.bin", 0, 8));
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        model.Graph.Initializer[0].ExternalData[1].Value = "many";
        File.WriteAllBytes(path, model.ToByteArray());
        Assert.Contains("the offset 'many', expected a number", Assert.Throws<ExporterException>(() => OnnxFile.Read(path)).Message);
        Assert.Contains("lies in another file", Error(Bare().With(m => m.Graph.Initializer.Add(model.Graph.Initializer[0].Clone()))));
    }

    private static string External(string folder, params (string Location, long Offset, long Length)[] places)
    {
        var model = Bare().Proto();
        foreach (var (place, i) in places.Select((p, i) => (p, i)))
        {
            var tensor = new TensorProto { Name = $"w{i}", DataType = 1, Dims = { 2 } };
            ExternalData.Point(tensor, place.Location, place.Offset, place.Length);
            model.Graph.Initializer.Add(tensor);
        }

        var path = Path.Combine(folder, "model.onnx");
        File.WriteAllBytes(path, model.ToByteArray());
        return path;
    }

    private static HandMadeModel Bare() => new HandMadeModel().Input("x", 2).Node("Relu", "x", "y").Output("y");

    private static void Bounded(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
    }

    private static TensorProto Number(string name, float value) => new() { Name = name, DataType = 1, FloatData = { value } };

    private static AttributeProto Int(string name, long value) => new() { Name = name, I = value, Type = AttributeProto.Types.AttributeType.Int };

    private static AttributeProto Ints(string name, params long[] values) => new() { Name = name, Ints = { values }, Type = AttributeProto.Types.AttributeType.Ints };

    private static string Error(HandMadeModel model) => Assert.Throws<ExporterException>(() => model.Read()).Message;
}
