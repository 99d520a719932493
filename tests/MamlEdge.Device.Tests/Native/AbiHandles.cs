using MamlEdge.Native.Calls;

namespace MamlEdge.Device.Tests.Native;

/// <summary>Handles for tests.</summary>
internal static class AbiHandles
{
    /// <summary>A bundle.</summary>
    public static ulong Load(string bundle)
    {
        ulong[] model = [0];
        Assert.Equal(Status.Ok, Abi.Load(Abi.Text(bundle), new LoadOptions { Size = 24 }, model));
        return model[0];
    }
}
