using System.Buffers.Binary;
using System.Text;
using Xunit;

namespace MamlEdge.Bundle.Tests;

public sealed class SafetensorsTests
{
    [Fact]
    public void What_is_written_is_read_back_in_order_with_file_offsets()
    {
        var tensors = new KeyValuePair<string, SafeTensor>[]
        {
            new("z", SafeTensor.FromFloats([1, -2.5f, float.NaN], 3)),
            new("scalar", SafeTensor.FromDoubles([Math.PI])),
            new("empty", SafeTensor.FromFloats([], 0, 4)),
            new("names with \"quotes\" and ü", SafeTensor.FromLongs([long.MinValue, 7], 2, 1)),
        };
        var bytes = Safetensors.Write(tensors, new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" });

        var file = Safetensors.Read(bytes);

        Assert.Equal(tensors.Select(t => t.Key), file.Entries.Select(e => e.Name));
        Assert.Equal(["a", "b"], file.Metadata.Keys);
        Assert.Equal(0, file.Entries[0].FileOffset % Safetensors.DataAlignment);
        foreach (var (entry, (name, tensor)) in file.Entries.Zip(tensors))
        {
            Assert.Equal(tensor.Type, entry.Tensor.Type);
            Assert.Equal(tensor.Shape, entry.Tensor.Shape);
            Assert.Equal(tensor.Data.ToArray(), bytes.AsSpan((int)entry.FileOffset, tensor.Data.Length).ToArray());
            Assert.Equal(tensor.Data.ToArray(), file[name].Data.ToArray());
        }
    }

    [Fact]
    public void The_same_input_gives_the_same_bytes_whatever_the_order_of_the_metadata()
    {
        KeyValuePair<string, SafeTensor>[] tensors = [new("w", SafeTensor.FromFloats([1, 2], 2))];

        Assert.Equal(
            Safetensors.Write(tensors, new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" }),
            Safetensors.Write(tensors, new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" }));
    }

    [Fact]
    public void A_file_with_tensors_out_of_order_and_without_padding_is_read()
    {
        var file = Read("""{"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"a":{"dtype":"U8","shape":[2,2],"data_offsets":[0,4]}}""", 8);

        Assert.Equal(["b", "a"], file.Entries.Select(e => e.Name));
        Assert.Equal([0, 1, 2, 3], file["a"].ToLongs());
    }

    [Theory]
    [InlineData("""[]""", 0, "a JSON object")]
    [InlineData("""{"a":""", 0, "JSON")]
    [InlineData("""{"a":3}""", 0, "tensor 'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", 4, "data_offsets")]
    [InlineData("""{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}""", 4, "F31")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "integers of 0 or more")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "integers of 0 or more")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "as many bytes as shape [2]")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0, "as many bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "within 4 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "begins at byte 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 8, "4 bytes, as the header says")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "begins at byte 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "'a' twice")]
    [InlineData("""{"__metadata__":{"k":1}}""", 0, "a text")]
    public void A_faulty_header_is_refused_with_its_reason(string header, int dataBytes, string reason)
    {
        var error = Assert.Throws<BundleException>(() => Read(header, dataBytes));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(60)]
    [InlineData(-1)]
    public void A_truncated_file_is_refused(int keep)
    {
        var bytes = Safetensors.Write([new("w", SafeTensor.FromFloats([1, 2, 3, 4], 4))]);
        var cut = bytes[..(keep < 0 ? bytes.Length + keep : keep)];

        Assert.Throws<BundleException>(() => Safetensors.Read(cut));
    }

    [Fact]
    public void A_header_length_beyond_the_limit_is_refused_before_anything_is_read()
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, ulong.MaxValue);

        Assert.Throws<BundleException>(() => Safetensors.Read(bytes));
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var error = Assert.Throws<BundleException>(() => Safetensors.Read("no/such.safetensors"));

        Assert.Contains("no/such.safetensors", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_written_twice_are_refused()
    {
        var tensor = SafeTensor.FromFloats([1], 1);

        Assert.Throws<BundleException>(() => Safetensors.Write([new("w", tensor), new("w", tensor)]));
        Assert.Throws<BundleException>(() => Safetensors.Write([new("__metadata__", tensor)]));
    }

    [Fact]
    public void Every_byte_flipped_is_an_error_or_other_contents_but_never_a_crash()
    {
        var bytes = Safetensors.Write([new("w", SafeTensor.FromFloats([1, 2], 2)), new("v", SafeTensor.FromLongs([3], 1))]);
        for (var at = 0; at < bytes.Length; at++)
        {
            var flipped = bytes.ToArray();
            flipped[at] ^= 0x15;
            var error = Record.Exception(() => Safetensors.Read(flipped));
            Assert.True(error is null or BundleException, $"byte {at}: {error}");
        }
    }

    private static SafetensorsFile Read(string header, int dataBytes)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + text.Length + dataBytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, text.Length);
        text.CopyTo(bytes, 8);
        for (var i = 0; i < dataBytes; i++)
            bytes[8 + text.Length + i] = (byte)i;
        return Safetensors.Read(bytes);
    }
}
