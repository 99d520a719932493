using Google.Protobuf;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using MamlEdge.Exporter.Onnx;
using MamlEdge.Exporter.Onnx.Proto;
using MamlEdge.Exporter.Operators;
using static MamlEdge.Exporter.Tests.HandMadeModel;
using Kind = MamlEdge.Exporter.Onnx.Proto.AttributeProto.Types.AttributeType;

namespace MamlEdge.Exporter.Tests;

/// <summary>Constants in every form and of every element type.</summary>
public class ConstantReadingTests
{
    [Fact]
    public void Constant_nodes_give_numbers_in_every_form_of_their_attribute()
    {
        Assert.Equal([1.5], Numbers(new AttributeProto { Name = "value_float", Type = Kind.Float, F = 1.5f }));
        Assert.Equal([1.5, 2], Numbers(new AttributeProto { Name = "value_floats", Type = Kind.Floats, Floats = { 1.5f, 2 } }));
        Assert.Equal([7.0], Numbers(new AttributeProto { Name = "value_int", Type = Kind.Int, I = 7 }));
        Assert.Equal([7.0, -8], Numbers(new AttributeProto { Name = "value_ints", Type = Kind.Ints, Ints = { 7, -8 } }));
        Assert.Equal([3.0, 4], Numbers(new AttributeProto { Name = "value", Type = Kind.Tensor, T = new TensorProto { DataType = 6, Dims = { 2 }, Int32Data = { 3, 4 } } }));
        Assert.Equal([0.0, 0, 5, 0, 6, 0], Numbers(new AttributeProto { Name = "sparse_value", Type = Kind.SparseTensor, SparseTensor = Sparse([2, 3], [2], 2, 4) }));
        Assert.Equal([0.0, 0, 5, 0, 6, 0], Numbers(new AttributeProto { Name = "sparse_value", Type = Kind.SparseTensor, SparseTensor = Sparse([2, 3], [2, 2], 0, 2, 1, 1) }));
        Assert.Contains("has the attribute 'value_bytes', which its operator does not know", Error(() => Numbers(new AttributeProto { Name = "value_bytes", Type = Kind.Int })));
    }

    [Theory]
    [InlineData(DataType.Float32, "00 00 80 3F 00 00 00 C0", 1, -2)]
    [InlineData(DataType.Float64, "00 00 00 00 00 00 F0 3F 00 00 00 00 00 00 00 C0", 1, -2)]
    [InlineData(DataType.Float16, "00 3C 00 C0", 1, -2)]
    [InlineData(DataType.BFloat16, "80 3F 00 C0", 1, -2)]
    [InlineData(DataType.Int8, "01 FE", 1, -2)]
    [InlineData(DataType.UInt8, "01 FE", 1, 254)]
    [InlineData(DataType.Int16, "01 00 FE FF", 1, -2)]
    [InlineData(DataType.UInt16, "01 00 FE FF", 1, 65534)]
    [InlineData(DataType.Int32, "01 00 00 00 FE FF FF FF", 1, -2)]
    [InlineData(DataType.UInt32, "01 00 00 00 FE FF FF FF", 1, 4294967294)]
    [InlineData(DataType.Int64, "01 00 00 00 00 00 00 00 FE FF FF FF FF FF FF FF", 1, -2)]
    [InlineData(DataType.UInt64, "01 00 00 00 00 00 00 00 02 00 00 00 00 00 00 00", 1, 2)]
    [InlineData(DataType.Bool, "01 00", 1, 0)]
    public void Numbers_of_every_type_are_read_and_written_again(DataType type, string bytes, double first, double second)
    {
        var raw = Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal));
        var tensor = new TensorProto { Name = "c", DataType = (int)type, Dims = { 2 }, RawData = ByteString.CopyFrom(raw) };
        var model = Carrying(tensor);
        Assert.Equal([first, second], model.Read().Result("c").Attributes.Tensor("value").Values);
        Assert.Equal(raw, Written(model).RawData.ToByteArray());
    }

    [Theory]
    [InlineData(14, 16)]
    [InlineData(15, 32)]
    [InlineData(17, 2)]
    [InlineData(18, 2)]
    [InlineData(19, 2)]
    [InlineData(20, 2)]
    [InlineData(21, 1)]
    [InlineData(22, 1)]
    public void Types_that_are_not_computed_with_are_carried_through_byte_by_byte(int type, int bytes)
    {
        var raw = Enumerable.Range(0, bytes).Select(i => (byte)(0x91 + i)).ToArray();
        var model = Carrying(new TensorProto { Name = "c", DataType = type, Dims = { 2 }, RawData = ByteString.CopyFrom(raw) });
        Assert.Equal((DataType)type, model.Read().Result("c").Type);
        Assert.Equal(raw, Written(model).RawData.ToByteArray());
        Assert.Contains("needs 2 elements, got", Error(() => Carrying(new TensorProto { Name = "c", DataType = type, Dims = { 2 }, RawData = ByteString.CopyFrom(new byte[bytes + 1]) }).Read()));
    }

    [Fact]
    public void Text_is_carried_through()
    {
        var model = Carrying(new TensorProto { Name = "c", DataType = 8, Dims = { 2 }, StringData = { ByteString.CopyFromUtf8("cat"), ByteString.CopyFromUtf8("dog") } });
        Assert.Equal(["cat", "dog"], Written(model).StringData.Select(s => s.ToStringUtf8()));
    }

    [Fact]
    public void Large_integers_stay_what_they_are()
    {
        long[] values = [(1L << 53) + 1, long.MaxValue - 1, long.MinValue + 1, long.MaxValue];
        var model = Carrying(new TensorProto { Name = "c", DataType = 7, Dims = { 4 }, Int64Data = { values } });
        Assert.Equal(values, System.Runtime.InteropServices.MemoryMarshal.Cast<byte, long>(Written(model).RawData.Span).ToArray());
        // "To the end" is held exactly, as number.
        Assert.Equal(long.MaxValue, Carrying(new TensorProto { Name = "c", DataType = 7, Dims = { 1 }, Int64Data = { long.MaxValue } }).Read().Result("c").Attributes.Tensor("value").ToLongs()[0]);
    }

    [Fact]
    public void A_gradient_does_not_silently_end_at_a_type_without_one()
    {
        var model = new HandMadeModel(19).Input("x", 2).Weight("w", [1, 2], 2).Node("Mul", "x w", "h").Node("Cast", "h", "narrow", "", ("to", 17)).Node("Cast", "narrow", "y", "", ("to", 1)).Output("y", 2);
        Assert.Contains("type Float8E4M3FN, through which no gradient is taken", Error(() => GradientModel.Build(model.Read(), ["w"])));
    }

    [Fact]
    public void An_unknown_type_and_a_sparse_tensor_that_does_not_fit_are_refused()
    {
        Assert.Contains("unsupported element type 77", Error(() => Carrying(new TensorProto { Name = "c", DataType = 77, Dims = { 1 }, RawData = ByteString.CopyFrom(1) }).Read()));
        Assert.Contains("index 6", Error(() => Numbers(new AttributeProto { Name = "sparse_value", Type = Kind.SparseTensor, SparseTensor = Sparse([2, 3], [2], 2, 6) })));
        Assert.Contains("index 3 on axis 1", Error(() => Numbers(new AttributeProto { Name = "sparse_value", Type = Kind.SparseTensor, SparseTensor = Sparse([2, 3], [2, 2], 0, 2, 1, 3) })));
        Assert.Contains("too many to write out", Error(() => Numbers(new AttributeProto { Name = "sparse_value", Type = Kind.SparseTensor, SparseTensor = Sparse([1 << 20, 1 << 20], [2], 2, 6) })));
    }

    [Theory]
    [InlineData(10, DataType.Float16)]
    [InlineData(16, DataType.BFloat16)]
    public void Half_precision_is_read_as_float32_for_adaptation_and_stays_for_gradients(int type, DataType half)
    {
        var model = new HandMadeModel().Input("x", "N", 2).Output("y", "N", 2).Node("Cast", "x", "c", "", ("to", type)).Node("Mul", "c w", "y").With(m =>
        {
            m.Graph.Input[0].Type.TensorType.ElemType = m.Graph.Output[0].Type.TensorType.ElemType = type;
            m.Graph.Initializer.Add(TensorValues.Write("w", type, [2], [0.5, -2]));
        });
        Assert.Equal(half, model.Read().Result("y").Type);
        var adapted = ForwardModel.Read(model.Save());
        Assert.Equal([DataType.Float32, DataType.Float32], [adapted.Input.Type, adapted.Output.Value.Type]);
        Assert.Equal(half, adapted.Parameters.Single().StoredAs);
        Assert.Equal([0.5f, -2], adapted.Parameters.Single().Values);
        Assert.DoesNotContain(adapted.Function.Reachable(), v => v.Op == Comparison.Cast);
    }

    [Fact]
    public void A_double_model_is_read_as_float32_for_adaptation()
    {
        var model = new HandMadeModel().Input("x", "N", 2).Output("y", "N", 2).Node("Mul", "x w", "y").With(m =>
        {
            m.Graph.Input[0].Type.TensorType.ElemType = m.Graph.Output[0].Type.TensorType.ElemType = 11;
            m.Graph.Initializer.Add(TensorValues.Write("w", 11, [2], [0.5, -2]));
        });
        Assert.Equal(DataType.Float64, model.Read().Result("y").Type);
        Assert.Equal(DataType.Float32, ForwardModel.Read(model.Save()).Output.Value.Type);
    }

    private static SparseTensorProto Sparse(long[] dims, long[] shape, params long[] indices) => new()
    {
        Dims = { dims },
        Values = new TensorProto { Name = "s", DataType = 1, Dims = { 2 }, FloatData = { 5, 6 } },
        Indices = new TensorProto { DataType = 7, Dims = { shape }, Int64Data = { indices } },
    };

    private static double[] Numbers(AttributeProto attribute) =>
        new HandMadeModel().Node(Made("Constant", "", "c", attribute)).Output("c").Read().Result("c").Attributes.Tensor("value").Values;

    private static HandMadeModel Carrying(TensorProto tensor) => new HandMadeModel(21).With(m =>
    {
        m.IrVersion = 10;
        m.Graph.Initializer.Add(tensor);
        m.Graph.Output.Add(new ValueInfoProto { Name = tensor.Name });
    });

    private static TensorProto Written(HandMadeModel model)
    {
        var graph = OnnxFile.Parse(OnnxWriter.Write(model.Read(), "written"), "written").Graph;
        return graph.Initializer.FirstOrDefault() ?? graph.Node.Single(n => n.OpType == "Constant").Attribute.Single().T;
    }

    private static string Error(Action action) => Assert.Throws<ExporterException>(action).Message;
}
