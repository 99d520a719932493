using Xunit;

namespace MamlEdge.Bundle.Tests;

public sealed class PersonalStateTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void What_is_saved_is_loaded()
    {
        var state = Samples.State(parent: "cd34");
        state.Save(_temp["alice.state"]);

        var loaded = PersonalState.Load(_temp["alice.state"]);

        Assert.Equal(state.Sha256, loaded.Sha256);
        Assert.Equal(state.Origin with { SupportLosses = loaded.Origin.SupportLosses }, loaded.Origin);
        Assert.Equal(state.Origin.SupportLosses, loaded.Origin.SupportLosses);
        Assert.Equal([1.5f, 2, 3, 4, 5, 6], loaded["head.weight"].ToFloats());
        Assert.Equal("cd34", loaded.Origin.ParentSha256);
    }

    [Fact]
    public void The_file_is_ordinary_safetensors()
    {
        Samples.State().Save(_temp["s"]);

        var file = Safetensors.Read(_temp["s"]);

        Assert.Equal(["head.weight"], file.Entries.Select(e => e.Name));
        Assert.Equal("tiny-5w1s", file.Metadata["bundleName"]);
    }

    [Fact]
    public void A_loss_that_is_not_finite_survives()
    {
        var state = new PersonalState(
            Samples.State().Origin with { SupportLosses = [float.NaN, float.PositiveInfinity] }, Samples.State().Parameters);

        var loaded = PersonalStateFile.Read(PersonalStateFile.ToBytes(state));

        Assert.Equal([float.NaN, float.PositiveInfinity], loaded.Origin.SupportLosses);
    }

    [Fact]
    public void Any_changed_byte_is_found()
    {
        var bytes = PersonalStateFile.ToBytes(Samples.State());
        for (var at = 0; at < bytes.Length; at++)
        {
            if (bytes[at] == ' ')
                continue; // the header's padding may be any blank
            var changed = bytes.ToArray();
            changed[at] ^= 1;
            Assert.Throws<BundleException>(() => PersonalStateFile.Read(changed));
        }
    }

    [Fact]
    public void Another_safetensors_file_and_a_newer_format_are_named()
    {
        var other = Safetensors.Write([new("w", SafeTensor.FromFloats([1], 1))]);
        Assert.Contains("another safetensors file", ReadFails(other), StringComparison.Ordinal);

        var newer = Safetensors.Write([], new Dictionary<string, string> { ["mamlEdgeState"] = "2" });
        Assert.Contains("newer version", ReadFails(newer), StringComparison.Ordinal);

        Assert.Throws<BundleException>(() => PersonalState.Load(_temp["missing"]));
    }

    [Fact]
    public void A_state_of_another_bundle_is_refused()
    {
        var error = Assert.Throws<BundleException>(
            () => Samples.State(bundle: "ab12").RequireBundle(Samples.Manifest(), "ef56", "alice.state"));

        Assert.Contains("alice.state", error.Message, StringComparison.Ordinal);
        Assert.Contains("ab12", error.Message, StringComparison.Ordinal);
        Assert.Contains("ef56", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_must_have_exactly_the_adapted_parameters()
    {
        var state = Samples.State();
        state.RequireBundle(Samples.Manifest(), "ab12");

        foreach (var parameters in new KeyValuePair<string, SafeTensor>[][]
        {
            [],
            [new("head.weight", SafeTensor.FromFloats([1, 2], 2))],
            [.. state.Parameters, new("body.weight", SafeTensor.FromFloats(new float[8], 4, 2))],
        })
        {
            var other = new PersonalState(state.Origin, parameters);
            Assert.Throws<BundleException>(() => other.RequireBundle(Samples.Manifest(), "ab12"));
        }
    }

    private static string ReadFails(byte[] bytes) =>
        Assert.Throws<BundleException>(() => PersonalStateFile.Read(bytes)).Message;
}
