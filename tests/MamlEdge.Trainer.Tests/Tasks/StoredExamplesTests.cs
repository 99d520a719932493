using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Tests.Tasks;

/// <summary>Episodes that name examples of a store instead of bringing their values along.</summary>
public sealed class StoredExamplesTests
{
    private const int Side = 5;
    private static readonly EpisodeShape Shape = new(3, 1, 2);

    [Fact]
    public void References_name_the_very_examples_that_the_same_seed_gives()
    {
        foreach (var options in new ImageOptions[]
        {
            new(), new() { RotatedSplits = [Split.Train] }, new() { RotatedSplits = [Split.Train], Mirrored = true, Shift = 2 }, new() { RotatedSplits = [Split.Train], TurnedTogether = true }, new() { Shift = 1 },
        })
        {
            var tasks = Tasks(options);
            var (store, shown) = (tasks.StoreOf(Split.Train)!, new float[Side * Side]);
            var symmetries = new Symmetries(Side);
            for (ulong seed = 0; seed < 30; seed++)
            {
                var (values, named) = (tasks.Sample(Split.Train, Shape, new SeededRandom(seed)), tasks.Sample(Split.Train, Shape, new SeededRandom(seed), store));
                foreach (var (expected, found) in new[] { (values.Support, named.Support), (values.Query, named.Query) })
                {
                    Assert.Equal(expected.Labels, found.Labels);
                    for (var i = 0; i < found.Count; i++)
                    {
                        var (example, symmetry, right, down) = found.References[i];
                        symmetries.Copy(store.Inputs.AsSpan(example * shown.Length, shown.Length), symmetry, right, down, shown);
                        Assert.Equal(expected.Input(i).ToArray(), shown);
                    }
                }
            }
        }
    }

    [Fact]
    public void Examples_that_are_made_for_an_episode_have_no_store_and_references_no_values()
    {
        Assert.Null(Tasks(new() { Distortion = 0.1 }).StoreOf(Split.Train));
        Assert.NotNull(Tasks(new() { Distortion = 0.1 }).StoreOf(Split.Validation));
        Assert.Null(GlyphTasks.New().StoreOf(Split.Validation));
        var tasks = Tasks(new());
        var episode = tasks.Sample(Split.Train, Shape, new SeededRandom(1), tasks.StoreOf(Split.Train));
        Assert.Contains("names examples of a store", Assert.Throws<InvalidOperationException>(() => episode.Query.Inputs).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_palette_holds_what_has_few_values_to_the_bit()
    {
        foreach (var (different, ofBytes) in new[] { (256, true), (257, false), (32_768, false) })
        {
            float[] few = [.. Enumerable.Range(0, different + 100).Select(i => i % different / 255f)];
            var palette = Palette.Of(few)!;
            Assert.Equal(few.Select(BitConverter.SingleToInt32Bits), palette.Codes.Select(code => BitConverter.SingleToInt32Bits(palette.Values[code])));
            Assert.Equal((different, ofBytes), (palette.Values.Length, palette.IsOfBytes));
        }

        Assert.Null(Palette.Of([.. Enumerable.Range(0, 32_769).Select(i => (float)i)]));
        Assert.Equal(2, Palette.Of([0f, -0f, 0f])!.Values.Length);
    }

    private static ImageTasks Tasks(ImageOptions options)
    {
        var (random, pixels) = (new SeededRandom(3), new float[24 * Side * Side]);
        foreach (ref var pixel in pixels.AsSpan()) pixel = (float)random.Uniform();
        var splits = new Dictionary<Split, int[]> { [Split.Train] = [0, 1, 2], [Split.Validation] = [3, 4, 5], [Split.Test] = [3, 4, 5] };
        return new ImageTasks("noise", new StoredImages([1, Side, Side], pixels, [.. Enumerable.Range(0, 6).Select(c => new ImageClass($"{c}", c * 4, 4))]), splits, options, preprocessing: null);
    }
}
