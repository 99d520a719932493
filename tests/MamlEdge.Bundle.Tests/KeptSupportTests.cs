using Xunit;
using static MamlEdge.Bundle.Tests.StoreSamples;

namespace MamlEdge.Bundle.Tests;

public sealed class KeptSupportTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void What_is_saved_is_loaded_and_is_ordinary_safetensors()
    {
        Support(3).Save(_temp["kept"]);

        var loaded = KeptSupport.Load(_temp["kept"]);

        Assert.Equal(Support(3).ToBytes(), loaded.ToBytes());
        Assert.Equal(28, loaded.Preprocessing!.Width);
        Assert.Equal(["x", "y"], Safetensors.Read(_temp["kept"]).Entries.Select(entry => entry.Name));
        Samples.State().Save(_temp["state"]);
        Assert.Contains("another safetensors file", Assert.Throws<BundleException>(() => KeptSupport.Load(_temp["state"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Support_sets_of_one_bundle_are_joined()
    {
        var both = Support(1, examples: 2).With(Support(5, examples: 1));

        Assert.Equal([3, 3], both.X.Shape);
        Assert.Equal([1, 1, 1, 1, 1, 1, 5, 5, 5], both.X.ToFloats());
        Assert.Equal([0, 1, 0], both.Y.ToLongs());
        Assert.Equal(3, both.Count);
    }

    [Fact]
    public void Support_sets_of_different_shape_or_preprocessing_are_not_joined()
    {
        var other = Support(1) with { X = SafeTensor.FromFloats(new float[8], 2, 4) };
        Assert.Contains("[2, 4]", Refused(() => Support(1).With(other)), StringComparison.Ordinal);
        Refused(() => Support(1).With(Support(1) with { Y = SafeTensor.FromFloats(new float[2], 2) }));

        var inverted = Support(1) with { Preprocessing = Samples.Manifest().Preprocessing! with { Invert = false } };
        Assert.Contains("\"invert\":false", Refused(() => Support(1).With(inverted)), StringComparison.Ordinal);
        Refused(() => Support(1).RequirePreprocessing(null));
        Support(1).RequirePreprocessing(Samples.Manifest().Preprocessing);
    }

    private static string Refused(Action act) => Assert.Throws<BundleException>(act).Message;
}
