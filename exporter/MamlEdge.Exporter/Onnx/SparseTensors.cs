using System.Runtime.InteropServices;
using Google.Protobuf;
using MamlEdge.Exporter.Onnx.Proto;

namespace MamlEdge.Exporter.Onnx;

/// <summary>Sparse tensors in coordinate form, written out: values, and the place of each as one index or as one index an axis.</summary>
internal static class SparseTensors
{
    /// <summary>Elements that any sparse tensor may have when written out; more only where enough of them are given.</summary>
    private const long LargestFree = 1 << 20;
    private const long LargestPerValue = 1000;

    /// <summary>The same tensor with its zeros.</summary>
    /// <exception cref="ExporterException">Values and indices do not fit, or the tensor would be absurdly large.</exception>
    public static TensorProto Dense(SparseTensorProto sparse)
    {
        var values = sparse.Values ?? throw new ExporterException("A sparse tensor has no values. The model is damaged; export it again.");
        var count = TensorShape.Count(sparse.Dims, values.Name);
        var given = TensorShape.Count(values);
        if (count > LargestFree + (LargestPerValue * given))
            throw new ExporterException($"Sparse tensor '{values.Name}' has {given} values and {count} elements, too many to write out. Export the model with dense weights.");
        var width = TensorShape.Bits(values) / 8;
        if (width == 0) throw new ExporterException($"Sparse tensor '{values.Name}' has elements of 4 bits, which is not supported. Export the model with dense weights.");
        var from = TensorValues.Raw(values).Span;
        var to = new byte[count * width];
        var places = Places(sparse, given, count);
        for (var i = 0; i < places.Length; i++) from.Slice(i * width, width).CopyTo(to.AsSpan((int)places[i] * width));
        var dense = new TensorProto { Name = values.Name, DataType = values.DataType, RawData = ByteString.CopyFrom(to) };
        dense.Dims.AddRange(sparse.Dims);
        return dense;
    }

    private static long[] Places(SparseTensorProto sparse, long given, long count)
    {
        var indices = sparse.Indices ?? new TensorProto { DataType = (int)TensorProto.Types.DataType.Int64, Dims = { 0 } };
        var linear = indices.Dims.Count == 1 && indices.Dims[0] == given;
        var coordinates = indices.Dims.Count == 2 && indices.Dims[0] == given && indices.Dims[1] == sparse.Dims.Count;
        if (indices.DataType != (int)TensorProto.Types.DataType.Int64 || !(linear || coordinates)) throw Wrong(sparse, $"indices of shape [{string.Join(", ", indices.Dims.Take(4))}]");
        var numbers = MemoryMarshal.Cast<byte, long>(TensorValues.Raw(indices).Span);
        var places = new long[given];
        for (var i = 0; i < places.Length; i++)
        {
            if (linear) places[i] = numbers[i];
            for (var axis = 0; coordinates && axis < sparse.Dims.Count; axis++)
            {
                var at = numbers[(i * sparse.Dims.Count) + axis];
                if (at < 0 || at >= sparse.Dims[axis]) throw Wrong(sparse, $"index {at} on axis {axis}");
                places[i] = (places[i] * sparse.Dims[axis]) + at;
            }

            if (places[i] < 0 || places[i] >= count) throw Wrong(sparse, $"index {places[i]}");
        }

        return places;
    }

    private static ExporterException Wrong(SparseTensorProto sparse, string got) => new(
        $"Sparse tensor '{sparse.Values.Name}' of shape [{string.Join(", ", sparse.Dims)}] needs one int64 index for each value, or one for each value and axis, inside the shape; got {got}. The model is damaged; export it again.");
}
