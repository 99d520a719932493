using System.Text;
using Xunit;

namespace MamlEdge.Bundle.Tests;

/// <summary>What a graph may ask of ONNX Runtime. The messages are written field by field, as onnx.proto numbers them.</summary>
public sealed class GraphFileTests
{
    private const long Theta = 100;

    [Fact]
    public void External_data_is_that_of_initializers_in_the_weights()
    {
        var graph = Graph(Field(5, Tensor("w", ("location", BundleFiles.Theta), ("offset", "60"), ("length", "40"))));

        Assert.Equal(new ExternalData("w", 60, 40), Assert.Single(GraphFile.Read(graph, "g", Theta).ExternalData));
    }

    [Fact]
    public void External_data_of_any_other_tensor_is_found_and_refused()
    {
        var tensor = Tensor("w", ("location", BundleFiles.Theta), ("offset", "60"), ("length", "40"));
        byte[][] graphs =
        [
            Graph(Field(15, Field(1, tensor))),
            Graph(Field(1, Field(5, Field(5, tensor)))),
            Graph(Field(1, Field(5, Field(10, tensor)))),
            Graph(Field(1, Field(5, Field(22, Field(2, tensor))))),
            Graph(Field(1, Field(5, Field(6, Field(5, tensor))))),
            Graph(Field(1, Field(5, Field(11, Field(1, Field(5, Field(5, tensor))))))),
            Field(25, Field(7, Field(5, Field(5, tensor)))),
            Field(20, Field(2, Field(5, tensor))),
        ];

        foreach (var graph in graphs)
            Assert.Contains("initializers of the graph only", Refused(graph), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../theta.safetensors")]
    [InlineData("/etc/passwd")]
    [InlineData("./theta.safetensors")]
    [InlineData("theta.safetensors/../../x")]
    [InlineData("*/_ORT_MEM_ADDR_/*")] // how ONNX Runtime writes a place in its own memory
    [InlineData("")]
    public void Other_places_are_refused(string location)
    {
        Assert.Contains("external data in theta.safetensors", Refused(Graph(Field(5, Tensor("w", ("location", location))))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("101", "0")]
    [InlineData("60", "41")]
    [InlineData("9223372036854775807", "1")]
    [InlineData("-1", "1")]
    [InlineData("1e1", "1")]
    public void Ranges_beyond_the_weights_are_refused(string offset, string length) =>
        Refused(Graph(Field(5, Tensor("w", ("location", BundleFiles.Theta), ("offset", offset), ("length", length)))));

    [Fact]
    public void External_data_without_a_location_is_refused() =>
        Assert.Contains("no location", Refused(Graph(Field(5, Tensor("w", ("offset", "0"))))), StringComparison.Ordinal);

    [Fact]
    public void Operators_beyond_onnx_are_refused_unless_the_file_defines_them()
    {
        var node = Field(1, [.. Field(4, "Step"), .. Field(7, "mamledge")]);
        var function = Field(25, [.. Field(1, "Step"), .. Field(10, "mamledge")]);

        Assert.Contains("'mamledge:Step'", Refused(Graph(node)), StringComparison.Ordinal);
        Assert.Contains("'com.microsoft:EPContext'", Refused(Graph(Field(1, [.. Field(4, "EPContext"), .. Field(7, "com.microsoft")]))), StringComparison.Ordinal);
        Assert.Empty(GraphFile.Read([.. Graph(node), .. function], "g", Theta).ExternalData);
        Assert.Empty(GraphFile.Read(Graph(Field(1, [.. Field(4, "Relu"), .. Field(7, "ai.onnx")])), "g", Theta).ExternalData);
    }

    [Fact]
    public void A_domain_hidden_behind_a_field_of_another_kind_is_seen() =>
        Refused(Graph(Field(1, [.. Field(4, "EPContext"), .. Field(7, "com.microsoft"), 7 << 3, 0])));

    [Fact]
    public void The_format_of_onnx_runtime_itself_is_refused() =>
        Assert.Contains("own format", Refused([0x22, 9, 0, 0, .. "ORTM"u8, 0, 0, 0]), StringComparison.Ordinal);

    [Fact]
    public void Bytes_that_are_no_message_are_refused()
    {
        var graph = Graph(Field(5, Tensor("w", ("location", BundleFiles.Theta))));

        Refused([.. "no ONNX"u8]);
        Refused([0x0B]); // a group
        Refused([0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F]); // a graph of 4 GB
        Refused([.. Enumerable.Repeat((byte)0xFF, 12)]);
        for (var length = 1; length < graph.Length; length++)
            Refused(graph[..length]);
    }

    [Fact]
    public void Nesting_without_end_is_refused()
    {
        byte[] graph = [];
        for (var depth = 0; depth < 2000; depth++)
            graph = Field(1, Field(5, Field(6, graph)));

        Assert.Contains("nested", Refused(Graph(graph)), StringComparison.Ordinal);
    }

    private static string Refused(byte[] model) => Assert.Throws<BundleException>(() => GraphFile.Read(model, "g", Theta)).Message;

    private static byte[] Graph(byte[] fields) => Field(7, fields);

    private static byte[] Tensor(string name, params (string Key, string Value)[] entries) =>
        [.. Field(8, name), .. entries.SelectMany(entry => Field(13, [.. Field(1, entry.Key), .. Field(2, entry.Value)]))];

    private static byte[] Field(int number, string text) => Field(number, Encoding.UTF8.GetBytes(text));

    private static byte[] Field(int number, byte[] content) => [.. Varint((number << 3) | 2), .. Varint(content.Length), .. content];

    private static IEnumerable<byte> Varint(int value)
    {
        for (; value >= 0x80; value >>= 7)
            yield return (byte)(value | 0x80);
        yield return (byte)value;
    }
}
