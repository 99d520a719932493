using System.Globalization;
using Google.Protobuf;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Onnx;
using MamlEdge.Exporter.Onnx.Proto;
using Xunit.Abstractions;
using static MamlEdge.Exporter.Tests.HandMadeModel;

namespace MamlEdge.Exporter.Tests;

/// <summary>
/// Damaged models: whatever bytes change, reading and differentiating ends in a result or in the documented error, with bounded memory.
/// A case is repeated by its seed: MAMLEDGE_MUTATION_SEED and MAMLEDGE_MUTATIONS say where to begin and how many to run.
/// </summary>
public sealed class MutationTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>A model of a few kilobytes never needs more than this, whatever it says of itself.</summary>
    private const long MostBytes = 256L << 20;

    /// <summary>Nor more processor time than this; 50 ms is usual for the slowest.</summary>
    private static readonly TimeSpan LongestTime = TimeSpan.FromSeconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("mamledge-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Only_documented_errors_come_out_of_damaged_models()
    {
        (byte[] Bytes, string Variable)[] byHand = [.. Models().Select(m => (m, "x"))];
        (byte[] Bytes, string Variable)[] forms = [.. Forms.FormCases.All.Where(c => c.Inputs[0] is long[]).Select(c => (c.Model().ToByteArray(), "x0"))];
        foreach (var model in byHand.Concat(forms)) Run(model.Bytes, model.Variable);
        var first = Setting("MAMLEDGE_MUTATION_SEED", 1);
        var count = Setting("MAMLEDGE_MUTATIONS", 5000);
        var (read, refused, slowest) = (0, 0, (Time: TimeSpan.Zero, Seed: 0));
        for (var seed = first; seed < first + count; seed++)
        {
            var (model, variable) = seed % 2 == 0 ? byHand[seed / 2 % byHand.Length] : forms[seed / 2 % forms.Length];
            var bytes = Mutations.Of(model, seed);
            var (start, before) = (ThreadTime.Now, GC.GetAllocatedBytesForCurrentThread());
            try
            {
                Run(bytes, variable);
                read++;
            }
            catch (ExporterException e)
            {
                Assert.True(e.Message.Length > 20, $"seed {seed}: '{e.Message}'");
                refused++;
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}: {e}");
            }

            var (time, allocated) = (ThreadTime.Now - start, GC.GetAllocatedBytesForCurrentThread() - before);
            if (time > slowest.Time) slowest = (time, seed);
            Assert.True(allocated < MostBytes, $"seed {seed}: {allocated} bytes allocated");
            Assert.True(time < LongestTime, $"seed {seed}: {time}");
        }

        output.WriteLine($"seeds {first} to {first + count - 1}: {read} read, {refused} refused; the slowest is {slowest.Seed}, {slowest.Time.TotalMilliseconds:F0} ms");
        Assert.True(refused > count / 10 && (count < 1000 || read > count / 10), $"{read} read, {refused} refused: the mutations are too harmless or too wild");
    }

    private static int Setting(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    private void Run(byte[] bytes, string variable)
    {
        var path = Path.Combine(_folder, "model.onnx");
        File.WriteAllBytes(path, bytes);
        var gradient = GradientModel.Write(path, [variable]);
        if (gradient.Length == 0) throw new InvalidOperationException("nothing was written");
    }

    /// <summary>Small models of many kinds; each can be differentiated by x.</summary>
    private IEnumerable<byte[]> Models()
    {
        yield return new HandMadeModel().Input("x", "N", 2).Weight("w", [1, 2, 3, 4], 2, 2).Weight("b", [1, 2], 2).Node("MatMul", "x w", "h").Node("Add", "h b", "a").Node("Softmax", "a", "y").Output("y", "N", 2).Bytes();
        yield return new HandMadeModel(11).Input("x", 1, 2, 6, 6).Weight("w", new float[36], 2, 2, 3, 3)
            .Node(Made("Conv", "x w", "c", Ints("pads", 1, 1, 1, 1), Ints("strides", 2, 2))).Node(Made("MaxPool", "c", "p", Ints("kernel_shape", 2, 2)))
            .Longs("shape", 1, -1).Node("Reshape", "p shape", "f").Node(Made("ReduceSum", "f", "s", Ints("axes", 1))).Node("Relu", "s", "y").Output("y", 1, 1).Bytes();
        yield return new HandMadeModel(13).Input("x", "N", 4).Node("Shape", "x", "s").Longs("zero", 0).Longs("one", 1).Longs("two", 2).Longs("rest", -1).Node("Slice", "s zero one", "n")
            .Node("Concat", "n two rest", "t", "", ("axis", 0)).Node("Reshape", "x t", "r").Node(Made("Transpose", "r", "q", Ints("perm", 0, 2, 1))).Longs("pads", 0, 1, 0, 0, 0, 1).Node("Pad", "q pads", "p")
            .Longs("start", -1).Longs("end", -9).Longs("axis", 1).Longs("back", -1).Node("Slice", "p start end axis back", "g").Longs("repeats", 1, 2, 1).Node("Tile", "g repeats", "y").Output("y", "N", 8, 2).Bytes();
        yield return new HandMadeModel().Input("x", "N", 2).Weight("w", [1, 2], 2).Node("f", "x w", "h", "own").Node("ReduceMax", "w", "m", "", ("keepdims", 0)).Node("Cast", "m", "c", "", ("to", 9))
            .Node(Made("If", "c", "b", Body("then_branch", [], ["t"], Made("Relu", "w", "t")), Body("else_branch", [], ["e"], Made("Neg", "w", "e")))).Node("Add", "h b", "y").Output("y", "N", 2)
            .With(m => m.Functions.Add(new FunctionProto
            {
                Name = "f",
                Domain = "own",
                Input = { "a", "b" },
                Output = { "c" },
                Attribute = { "k" },
                OpsetImport = { new OperatorSetIdProto { Version = 13 } },
                Node = { Made("Mul", "a b", "p"), Made("LeakyRelu", "p", "c", new AttributeProto { Name = "alpha", RefAttrName = "k", Type = AttributeProto.Types.AttributeType.Float }) },
            })).Bytes();
        yield return new HandMadeModel().Input("x", 2, 2).Longs("n", 3).Node("Squeeze", "n", "count").Node("ReduceMean", "x", "start", "", ("keepdims", 0))
            .Node(Made("Loop", "count count start", "sum", Body("body", ["i", "go", "a"], ["on", "z"], Made("Identity", "go", "on"), Made("Mul", "a a", "z"))))
            .Known("sum").Node("Greater", "sum start", "g").Node("Where", "g x x", "y").Output("y", 2, 2).Bytes();
        yield return new HandMadeModel(17).Input("x", 1, 1, 4, 4).Weight("scales", [1, 1, 2, 1.5f], 4).Node("Resize", "x scales", "r").With(m => m.Graph.Node[0].Input.Insert(1, ""))
            .Longs("depth", 3).Weight("values", [0, 1], 2).Longs("index", 1, 2).Node("OneHot", "index depth values", "o").Node("ReduceSum", "o", "s", "", ("keepdims", 0)).Node("Mul", "r s", "m")
            .Node(Made("Split", "m", "left right", Int("axis", 2))).Node("Concat", "right left", "y", "", ("axis", 2)).Output("y", 1, 1, 8, 6).Bytes();
        File.WriteAllBytes(Path.Combine(_folder, "weights.bin"), new byte[64]);
        yield return new HandMadeModel(21).Input("x", 4, 4).Node("MatMul", "x w", "h").Node("Add", "h s", "y").Output("y", 4, 4).With(m =>
        {
            m.IrVersion = 10;
            var external = new TensorProto { Name = "w", DataType = 1, Dims = { 4, 4 } };
            ExternalData.Point(external, "weights.bin", 0, 64);
            m.Graph.Initializer.Add(external);
            m.Graph.SparseInitializer.Add(new SparseTensorProto
            {
                Dims = { 4, 4 },
                Values = new TensorProto { Name = "s", DataType = 1, Dims = { 2 }, FloatData = { 1, 2 } },
                Indices = new TensorProto { DataType = 7, Dims = { 2, 2 }, Int64Data = { 0, 1, 3, 3 } },
            });
        }).Bytes();
    }

    private static AttributeProto Ints(string name, params long[] values) => new() { Name = name, Ints = { values }, Type = AttributeProto.Types.AttributeType.Ints };

    private static AttributeProto Int(string name, long value) => new() { Name = name, I = value, Type = AttributeProto.Types.AttributeType.Int };
}
