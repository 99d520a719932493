using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using Xunit;

namespace MamlEdge.Runtime.Tests;

/// <summary>Models and the store of their states, through updates of the bundle.</summary>
public sealed class StoreTests : IDisposable
{
    private static readonly long[] Labels = [0, 1, 2, 0, 1, 2];
    private readonly TempFolder _temp = new();
    private readonly Examples _x = TestBundles.Examples(4, 6, 4);

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void A_stored_model_predicts_like_the_one_that_was_saved()
    {
        using var model = TestBundles.Load("votes");
        using var store = StateStore.Open(_temp["people"], new() { Key = new byte[32] });
        using var personal = model.Adapt(_x, Labels);
        store.Save("alice", personal.State);

        using var again = model.Restore(store, "alice");

        Assert.Equal(personal.Predict(_x).Values, again.Personal.Predict(_x).Values);
        Assert.Null(again.ReadaptedFrom);
        Assert.Equal(1, again.Version.Version);
        Assert.Contains("'bob'", Assert.Throws<BundleException>(() => model.Restore(store, "bob")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void After_an_update_a_state_is_refused_and_the_message_knows_the_way_out()
    {
        using var old = Export(seed: 1);
        using var updated = Export(seed: 2);
        using var store = StateStore.Open(_temp["people"]);
        using var personal = old.Adapt(_x, Labels);

        store.Save("alice", personal.State);
        Assert.Contains("adapt again with examples", Refused(BundleUpdatePolicy.Refuse), StringComparison.Ordinal);
        Assert.Contains("got none", Refused(BundleUpdatePolicy.ReadaptFromSupport), StringComparison.Ordinal);

        store.Save("alice", personal.State, old.Keep(_x, Labels));
        Assert.Contains("ReadaptFromSupport", Refused(BundleUpdatePolicy.Refuse), StringComparison.Ordinal);

        using var other = updated.Adapt(_x, Labels);
        store.Save("alice", other.State);
        store.Rollback("alice");
        Assert.Contains("Roll back to version 3", Refused(BundleUpdatePolicy.Refuse), StringComparison.Ordinal);
        Assert.Equal(2, store.Current("alice")!.Version);

        string Refused(BundleUpdatePolicy policy) => Assert.Throws<BundleException>(() => updated.Restore(store, "alice", policy)).Message;
    }

    [Fact]
    public void After_an_update_the_kept_examples_give_a_state_of_the_new_bundle_and_the_old_one_stays_in_the_history()
    {
        using var old = Export(seed: 1);
        using var updated = Export(seed: 2);
        using var store = StateStore.Open(_temp["people"]);
        using var personal = old.Adapt(_x, Labels);
        store.Save("alice", personal.State, old.Keep(_x, Labels));
        using var expected = updated.Adapt(_x, Labels);

        using var readapted = updated.Restore(store, "alice", BundleUpdatePolicy.ReadaptFromSupport);
        using var again = updated.Restore(store, "alice");

        Assert.Equal(expected.Predict(_x).Values, readapted.Personal.Predict(_x).Values);
        Assert.Equal(expected.Predict(_x).Values, again.Personal.Predict(_x).Values);
        Assert.Equal((1, 2), (readapted.ReadaptedFrom!.Version, readapted.Version.Version));
        Assert.Contains("6 kept examples", readapted.Reason, StringComparison.Ordinal);
        Assert.NotNull(readapted.Personal.Report);
        Assert.Equal([old.BundleSha256, updated.BundleSha256], store.History("alice").Select(version => version.Origin.BundleSha256));
        // The update is taken back: the old bundle finds its state, and the new one has its examples for another time.
        store.Rollback("alice");
        using var back = old.Restore(store, "alice");
        Assert.Equal(personal.Predict(_x).Values, back.Personal.Predict(_x).Values);
        Assert.Equal(6, store.LoadSupport("alice", 2)!.Count);
    }

    [Fact]
    public void Who_is_forgotten_while_a_new_bundle_adapts_stays_forgotten()
    {
        using var old = Export(seed: 1);
        using var store = StateStore.Open(_temp["people"]);
        using var updated = Export(seed: 2, time: new Meanwhile(() => store.Forget("alice")));
        using var personal = old.Adapt(_x, Labels);
        store.Save("alice", personal.State, old.Keep(_x, Labels));

        Assert.Contains("none of that name", Assert.Throws<BundleException>(() => updated.Restore(store, "alice", BundleUpdatePolicy.ReadaptFromSupport)).Message, StringComparison.Ordinal);
        Assert.Empty(store.List());
    }

    [Fact]
    public void What_is_saved_while_a_new_bundle_adapts_is_what_is_restored()
    {
        using var old = Export(seed: 1);
        using var store = StateStore.Open(_temp["people"]);
        PersonalState? other = null;
        using var updated = Export(seed: 2, time: new Meanwhile(() => store.Save("alice", other!)));
        using var same = MetaModel.Load(_temp["2.maml"]);
        using var taught = same.Adapt(_x, [2, 2, 1, 1, 0, 0]);
        other = taught.State;
        using var personal = old.Adapt(_x, Labels);
        store.Save("alice", personal.State, old.Keep(_x, Labels));

        using var restored = updated.Restore(store, "alice", BundleUpdatePolicy.ReadaptFromSupport);

        Assert.Equal(other.Sha256, restored.Personal.State.Sha256);
        Assert.Null(restored.ReadaptedFrom);
        Assert.Equal(2, store.History("alice").Count);
    }

    [Fact]
    public void Kept_examples_with_named_classes_join_by_name_and_adapt_anew_by_name()
    {
        var (spec, inner) = ExportedBundles.AnyWays;
        using var old = ExportedBundles.Load(_temp, spec, inner, "old");
        using var updated = ExportedBundles.Load(_temp, spec, inner, "updated", ExportedBundles.Contents(spec, inner) with { Model = spec.Build(seed: 9) });
        using var store = StateStore.Open(_temp["people"]);
        Examples Picture(uint seed) => TestBundles.Examples(seed, 1, 1, 16, 16);
        var (first, second) = (new SupportSet().With("cup", Picture(1)).With("plate", Picture(2)), new SupportSet().With("fork", Picture(3)).With("cup", Picture(4)));
        using var personal = old.Adapt(second, from: old.Adapt(first).State);

        var kept = old.Keep(first).With(old.Keep(second));
        store.Save("alice", personal.State, kept);
        using var readapted = updated.Restore(store, "alice", BundleUpdatePolicy.ReadaptFromSupport);
        using var expected = updated.Adapt(first.With("fork", Picture(3)).With("cup", Picture(4)));

        Assert.Equal(["cup", "plate", "fork"], kept.Classes);
        Assert.Equal([0, 1, 2, 0], kept.Y.ToLongs());
        Assert.Equal(["cup", "plate", "fork"], readapted.Personal.State.Origin.Classes);
        Assert.Equal(expected.Predict(Picture(2)).Values, readapted.Personal.Predict(Picture(2)).Values);
        Assert.Contains("classes with names", Assert.Throws<BundleException>(() => kept.With(old.Keep(Picture(1), [0]))).Message, StringComparison.Ordinal);
        Assert.Contains("labels of 3 named classes", Assert.Throws<BundleException>(() => old.Adapt(kept with { Y = SafeTensor.FromLongs([0, 1, 2, 3], [4]) })).Message, StringComparison.Ordinal);
        Assert.Contains("one for each example", Assert.Throws<InputException>(() => old.Adapt(kept with { Y = SafeTensor.FromLongs([0, 1], [2]) })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Kept_examples_that_the_new_bundle_would_have_preprocessed_in_another_way_are_refused()
    {
        using var old = Export(seed: 1, new Preprocessing { Kind = "features", Mean = [1, 2, 3, 4] });
        using var updated = Export(seed: 2, new Preprocessing { Kind = "features", Mean = [1, 2, 3, 5] });
        using var store = StateStore.Open(_temp["people"]);
        using var personal = old.Adapt(_x, Labels);
        store.Save("alice", personal.State, old.Keep(_x, Labels));

        var error = Assert.Throws<BundleException>(() => updated.Restore(store, "alice", BundleUpdatePolicy.ReadaptFromSupport));

        Assert.Contains("[1,2,3,5]", error.Message, StringComparison.Ordinal);
        Assert.Single(store.History("alice"));
    }

    [Fact]
    public void Kept_examples_of_another_shape_are_refused_and_the_store_is_as_it_was()
    {
        using var line = TestBundles.Load("line");
        using var votes = TestBundles.Load("votes");
        using var store = StateStore.Open(_temp["people"]);
        var (x, t) = (TestBundles.Examples(1, 3, 2), TestBundles.Examples(2, 3, 1));
        using var personal = line.Adapt(x, t);
        store.Save("alice", personal.State, line.Keep(x, t));

        Assert.Throws<InputException>(() => votes.Restore(store, "alice", BundleUpdatePolicy.ReadaptFromSupport));
        using var same = line.Restore(store, "alice", BundleUpdatePolicy.ReadaptFromSupport);
        using var again = line.Adapt(store.LoadSupport("alice")!);

        Assert.Null(same.ReadaptedFrom);
        Assert.Equal(personal.Predict(x).Values, again.Predict(x).Values);
        Assert.Single(store.History("alice"));
    }

    [Fact]
    public void Where_only_the_head_is_adapted_the_store_holds_only_the_head()
    {
        using var all = Export(seed: 1);
        using var head = Export(seed: 1, adapt: "layer3.*");
        using var store = StateStore.Open(_temp["people"]);
        foreach (var (person, model) in new[] { ("all", all), ("head", head) })
        {
            using var personal = model.Adapt(_x, Labels);
            store.Save(person, personal.State);
        }

        using var restored = head.Restore(store, "head");

        Assert.Equal(["layer3.bias", "layer3.weight"], store.Load("head").Parameters.Select(parameter => parameter.Key));
        Assert.Equal(["layer3.bias", "layer3.weight"], restored.Personal.State.Parameters.Select(parameter => parameter.Key));
        var weights = 4 * store.Load("head").Parameters.Sum(parameter => parameter.Value.Count);
        Assert.InRange(store.Current("head")!.Bytes, weights, weights + 1024);
        Assert.True(store.Current("all")!.Bytes > 10 * store.Current("head")!.Bytes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Who_continues_loses_nothing_that_was_saved_meanwhile(bool rolledBack)
    {
        using var store = StateStore.Open(_temp["people"]);
        using var plain = Export(seed: 1);
        var examples = plain.Keep(_x, Labels);
        using (var first = plain.Adapt(_x, Labels))
            store.Save("alice", first.State, examples);
        using var model = Export(seed: 1, time: new Meanwhile(() =>
        {
            plain.Continue(store, "alice", examples, keepSupport: true).Dispose();
            if (rolledBack)
                store.Rollback("alice");
        }));

        using var continued = model.Continue(store, "alice", examples, keepSupport: true);

        var (history, from) = (store.History("alice"), rolledBack ? 1 : 2);
        Assert.Equal((3, from), (continued.Version.Version, continued.From.Version));
        Assert.Equal([null, history[0].Sha256, history[from - 1].Sha256], history.Select(version => version.Origin.ParentSha256));
        Assert.Equal(rolledBack ? 2 * _x.Count : 3 * _x.Count, store.LoadSupport("alice")!.Count);
        Assert.Equal(store.Load("alice").Sha256, continued.Personal.State.Sha256);
    }

    [Fact]
    public void Who_is_forgotten_while_somebody_continues_stays_forgotten()
    {
        using var store = StateStore.Open(_temp["people"]);
        using var plain = Export(seed: 1);
        using (var first = plain.Adapt(_x, Labels))
            store.Save("alice", first.State);
        using var model = Export(seed: 1, time: new Meanwhile(() => store.Forget("alice")));

        var error = Assert.Throws<BundleException>(() => model.Continue(store, "alice", plain.Keep(_x, Labels)));

        Assert.Contains("'alice'", error.Message, StringComparison.Ordinal);
        Assert.Empty(store.List());
    }

    [Fact]
    public void Who_keeps_examples_has_to_have_kept_those_of_before()
    {
        using var store = StateStore.Open(_temp["people"]);
        using var model = Export(seed: 1);
        using (var first = model.Adapt(_x, Labels))
            store.Save("alice", first.State);

        Assert.Contains("examples kept with the state", Assert.Throws<BundleException>(() => model.Continue(store, "alice", model.Keep(_x, Labels), keepSupport: true)).Message, StringComparison.Ordinal);
        Assert.Single(store.History("alice"));
    }

    /// <summary>A classifier of 4 numbers into 3 classes.</summary>
    private MetaModel Export(int seed, Preprocessing? preprocessing = null, string? adapt = null, TimeProvider? time = null)
    {
        var path = _temp[$"{seed}{adapt?[..5]}.maml"];
        if (!Directory.Exists(path)) BundleWriter.Write(path, new BundleContents
        {
            Model = new MlpSpec(4, [64, 64], 3).Build((ulong)seed),
            Inner = new InnerLoopSpec { Loss = LossKind.CrossEntropy, Steps = 2, LearningRate = 0.1, Adapt = adapt is null ? ["*"] : [adapt] },
            Normalization = NormalizationKind.None,
            Preprocessing = preprocessing,
            Provenance = new Provenance { Tool = "tests" },
        });
        return MetaModel.Load(path, new RuntimeOptions { Target = ExecutionTarget.Cpu, TimeProvider = time ?? TimeProvider.System });
    }

    /// <summary>A clock that is read when an adaptation ends, and does something then, once.</summary>
    private sealed class Meanwhile(Action act) : TimeProvider
    {
        private Action? _act = act;

        public override DateTimeOffset GetUtcNow()
        {
            Interlocked.Exchange(ref _act, null)?.Invoke();
            return base.GetUtcNow();
        }
    }
}
