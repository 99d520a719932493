using Xunit;

namespace MamlEdge.Bundle.Tests;

public sealed class SafeTensorTests
{
    [Fact]
    public void Floating_types_convert_to_float32_and_float64()
    {
        var half = new SafeTensor(ElementType.Float16, [2], new byte[] { 0x00, 0x3E, 0x00, 0xC0 });
        var brain = new SafeTensor(ElementType.BFloat16, [2], new byte[] { 0xC0, 0x3F, 0x00, 0xC0 });
        var wide = SafeTensor.FromDoubles([1.5, -2], 2);

        foreach (var tensor in new[] { half, brain, wide, SafeTensor.FromFloats([1.5f, -2], 2) })
        {
            Assert.Equal([1.5f, -2f], tensor.ToFloats());
            Assert.Equal([1.5, -2.0], tensor.ToDoubles());
        }
    }

    [Fact]
    public void Integers_widen_to_int64()
    {
        Assert.Equal([-1, 2], new SafeTensor(ElementType.Int8, [2], new byte[] { 0xFF, 2 }).ToLongs());
        Assert.Equal([255, 1], new SafeTensor(ElementType.UInt8, [2], new byte[] { 0xFF, 1 }).ToLongs());
        Assert.Equal([-2], new SafeTensor(ElementType.Int32, [], new byte[] { 0xFE, 0xFF, 0xFF, 0xFF }).ToLongs());
    }

    [Fact]
    public void Other_conversions_are_refused()
    {
        var error = Assert.Throws<BundleException>(() => SafeTensor.FromLongs([1], 1).ToFloats());
        Assert.Contains("int64", error.Message, StringComparison.Ordinal);
        Assert.Throws<BundleException>(() => SafeTensor.FromFloats([1], 1).ToLongs());
        Assert.Throws<BundleException>(() => SafeTensor.FromDoubles([1], 1).AsFloats());
    }

    [Fact]
    public void Data_that_does_not_fill_the_shape_is_refused()
    {
        var error = Assert.Throws<BundleException>(() => SafeTensor.FromFloats([1, 2, 3], 2, 2));

        Assert.Equal(
            "Tensor of shape [2, 2] and type float32: expected 16 bytes, got 12. Give data that fills the shape.",
            error.Message);
    }
}
