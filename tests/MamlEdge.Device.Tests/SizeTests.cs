namespace MamlEdge.Device.Tests;

public sealed class SizeTests
{
    [Fact]
    public void The_device_library_has_at_most_250_KB() =>
        Assert.InRange(new FileInfo(typeof(Runtime.MetaModel).Assembly.Location).Length, 1, 250_000);
}
