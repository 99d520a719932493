using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Tests.Evaluation;

namespace MamlEdge.Trainer.Tests.Tasks;

public sealed class NameDigestsTests
{
    [Fact]
    public void Digests_find_the_names_that_went_in_and_no_others()
    {
        var digests = NameDigests.Parse(NameDigests.Of(Named(Names("train", 1100)), Split.Train).Text, "test")!;

        Assert.Equal(["train 7", "train 1099"], digests.In(Named(["train 7", "new", .. Names("test", 423), "train 1099"]), Split.Train));
        // SHA-256 of "prepared\ntrain 7" begins with these five bytes.
        Assert.Equal("Of3Lkdo=", NameDigests.Of(Named(["train 7"]), Split.Train).Text);
    }

    [Fact]
    public void Eleven_hundred_names_take_a_few_kilobytes_and_many_more_are_sampled_so_that_another_split_still_shows()
    {
        Assert.InRange(NameDigests.Of(Named(Names("train", 1100)), Split.Train).Text!.Length, 1, 7400);

        var many = Names("row", 100_000);
        var sampled = NameDigests.Of(Named(many[..64_000]), Split.Train);

        Assert.InRange(sampled.Text!.Length, 1, 28_000);
        Assert.Empty(sampled.In(Named(many[64_000..]), Split.Train));
        Assert.InRange(sampled.In(Named(many[60_000..80_000]), Split.Train).Count(), 150, 350);
    }

    [Fact]
    public void Sources_of_the_same_names_are_told_apart_and_generated_ones_have_none()
    {
        Assert.Null(NameDigests.Of(new SinusoidTasks(), Split.Train).Text);
        Assert.Null(NameDigests.Of(GlyphTasks.New(), Split.Train).Text);
        Assert.Null(NameDigests.Parse(null, "test"));
        var (some, others) = (NameDigests.Of(Named(["a"]), Split.Train), NameDigests.Of(Named(["b"]), Split.Train));
        Assert.Equal(["a", "b"], NameDigests.Union(some, others).In(Named(["a", "b", "c"]), Split.Train));
        Assert.Equal(["a"], NameDigests.Union(some, null).In(Named(["a", "b"]), Split.Train));
    }

    private static string[] Names(string kind, int count) => [.. Enumerable.Range(0, count).Select(i => $"{kind} {i}")];

    private static PreparedTasks Named(string[] names) => new(null) { Names = { [Split.Train] = names } };
}
