using MamlEdge.Bundle;
using Xunit;

namespace MamlEdge.Runtime.Tests;

public sealed class StateTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly MetaModel _model = TestBundles.Load("votes");
    private readonly Examples _x = TestBundles.Examples(4, 6, 4);

    public void Dispose()
    {
        _model.Dispose();
        _temp.Dispose();
    }

    [Fact]
    public void A_restored_model_predicts_like_the_one_that_was_saved()
    {
        using var personal = Adapt();
        personal.Save(_temp["alice.state"]);

        using var again = _model.Restore(_temp["alice.state"]);

        Assert.Equal(personal.Predict(_x).Values, again.Predict(_x).Values);
        Assert.Equal(personal.State.Sha256, again.State.Sha256);
        Assert.Null(again.Report);
    }

    [Fact]
    public void A_state_of_another_bundle_is_refused_everywhere()
    {
        using var line = TestBundles.Load("line");
        using var other = line.Adapt(TestBundles.Examples(1, 3, 2), TestBundles.Examples(2, 3, 1));
        other.Save(_temp["other.state"]);

        Refused("other.state", () => _model.Restore(_temp["other.state"]));
        Refused("'line'", () => _model.Restore(other.State));
        Refused("'line'", () => _model.Predict(_x, other.State));
        Refused("'line'", () => _model.Adapt(_x, [0, 1, 2, 0, 1, 2], from: other.State));
    }

    [Fact]
    public void A_missing_truncated_or_changed_state_is_refused()
    {
        using var personal = Adapt();
        personal.Save(_temp["s"]);
        var bytes = File.ReadAllBytes(_temp["s"]);

        Refused("nothing there", () => _model.Restore(_temp["missing"]));
        File.WriteAllBytes(_temp["s"], bytes[..^3]);
        Refused("s, ", () => _model.Restore(_temp["s"]));
        bytes[^2] ^= 0x10;
        File.WriteAllBytes(_temp["s"], bytes);
        Refused("SHA-256", () => _model.Restore(_temp["s"]));
        File.WriteAllText(_temp["s"], "");
        Refused("8 bytes", () => _model.Restore(_temp["s"]));
    }

    private PersonalModel Adapt() => _model.Adapt(_x, [0, 1, 2, 0, 1, 2]);

    private static void Refused(string reason, Func<object> action) =>
        Assert.Contains(reason, Assert.Throws<BundleException>(action).Message, StringComparison.Ordinal);
}
