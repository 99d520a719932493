using System.Text.Json;
using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Tests.Tasks;

public sealed class OmniglotTasksTests
{
    private static readonly EpisodeShape Shape = new(Ways: 3, Shots: 1, Queries: 2);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Images_come_out_as_ink_from_a_folder_and_from_a_zip(bool zipped)
    {
        using var folder = new TestFolder();
        OmniglotFolder.Write(folder.Path, characters: 20, images: 5);
        if (zipped) OmniglotFolder.Zip(folder.Path);
        var tasks = OmniglotTasks.Load(folder.Path, new ImageOptions());

        var episode = tasks.Sample(Split.Train, Shape, new SeededRandom(1));

        Assert.Equal([6, 1, 28, 28], episode.Query.InputShape);
        Assert.Equal([0, 1, 2], episode.Support.Labels);
        Assert.Equal([0, 0, 1, 1, 2, 2], episode.Query.Labels);
        var rows = new HashSet<int>();
        for (var way = 0; way < 3; way++)
        {
            // All images of a class are inked in the one row that is the class's own, each to another length.
            float[][] images = [episode.Support.Input(way).ToArray(), episode.Query.Input(2 * way).ToArray(), episode.Query.Input(2 * way + 1).ToArray()];
            var inked = images.Select(image => Enumerable.Range(0, 784).Where(p => image[p] == 1).ToArray()).ToArray();
            Assert.All(images, image => Assert.All(image, pixel => Assert.True(pixel is 0 or 1)));
            Assert.Single(inked.SelectMany(pixels => pixels).Select(p => p / 28).Distinct());
            Assert.Equal(3, inked.Select(pixels => pixels.Length).Distinct().Count());
            rows.Add(inked[0][0] / 28);
        }

        Assert.Equal(3, rows.Count);
    }

    [Fact]
    public void Rotated_splits_have_four_classes_for_each_character()
    {
        using var folder = new TestFolder();
        OmniglotFolder.Write(folder.Path, characters: 20, images: 5);
        var tasks = OmniglotTasks.Load(folder.Path);
        Assert.Equal(4 * tasks.ClassNames(Split.Train).Count, tasks.ClassCount(Split.Train));
        Assert.Equal(tasks.ClassNames(Split.Test).Count, tasks.ClassCount(Split.Test));

        // Ink begins at the border that the class's turn puts first: left, bottom, right or top.
        var turns = new int[4];
        for (var seed = 0ul; seed < 400; seed++)
        {
            var support = tasks.Sample(Split.Train, new EpisodeShape(1, 4, 1), new SeededRandom(seed)).Support;
            turns[TurnOf(support.Inputs)]++;
        }

        Assert.All(turns, count => Assert.InRange(count, 70, 130));
    }

    [Fact]
    public void Classes_that_turn_together_are_all_turned_alike()
    {
        using var folder = new TestFolder();
        OmniglotFolder.Write(folder.Path, characters: 20, images: 5);
        var tasks = OmniglotTasks.Load(folder.Path, OmniglotTasks.Usual with { TurnedTogether = true });
        var turns = new int[4];
        for (var seed = 0ul; seed < 200; seed++)
        {
            var support = tasks.Sample(Split.Train, new EpisodeShape(4, 4, 1), new SeededRandom(seed)).Support;
            turns[Assert.Single(Enumerable.Range(0, 4).Select(way => TurnOf(support.Inputs[(way * 4 * 784)..((way + 1) * 4 * 784)])).Distinct())]++;
        }

        Assert.All(turns, count => Assert.InRange(count, 25, 75));
    }

    [Fact]
    public void The_same_seed_gives_the_same_episode_on_any_thread()
    {
        using var folder = new TestFolder();
        OmniglotFolder.Write(folder.Path, characters: 20, images: 5);
        var tasks = OmniglotTasks.Load(folder.Path);
        var expected = tasks.Sample(Split.Train, Shape, new SeededRandom(11)).Query.Inputs;
        Parallel.For(0, 50, _ => Assert.Equal(expected, tasks.Sample(Split.Train, Shape, new SeededRandom(11)).Query.Inputs));
        Assert.NotEqual(expected, tasks.Sample(Split.Train, Shape, new SeededRandom(12)).Query.Inputs);
    }

    [Fact]
    public void Distortions_change_training_images_each_in_its_own_way()
    {
        using var folder = new TestFolder();
        OmniglotFolder.Write(folder.Path, characters: 20, images: 5);
        float[][] Drawn(Split split, ImageOptions options)
        {
            var episode = OmniglotTasks.Load(folder.Path, options).Sample(split, new EpisodeShape(1, 2, 1), new SeededRandom(5));
            return [episode.Support.Input(0).ToArray(), episode.Support.Input(1).ToArray()];
        }

        Assert.Equal(Drawn(Split.Test, new ImageOptions()), Drawn(Split.Test, new ImageOptions { Distortion = 0.2, Shift = 1 }));
        var (plain, distorted) = (Drawn(Split.Train, new ImageOptions()), Drawn(Split.Train, new ImageOptions { Distortion = 0.2 }));
        // The shorter line of a class is part of the longer one, until each takes a map of its own.
        Assert.True(Contains(plain[0], plain[1]) || Contains(plain[1], plain[0]));
        Assert.False(Contains(distorted[0], distorted[1]) || Contains(distorted[1], distorted[0]));
        Assert.All(distorted, image =>
        {
            Assert.Contains(image, pixel => pixel is > 0 and < 1);
            Assert.All(image, pixel => Assert.InRange(pixel, 0, 1));
        });

        static bool Contains(float[] image, float[] part) => image.Zip(part).All(p => p.First >= p.Second - 1e-6f);
    }

    [Fact]
    public void A_warp_by_nothing_changes_nothing_and_a_mirror_mirrors()
    {
        var random = new SeededRandom(3);
        var image = Enumerable.Range(0, 15 * 15).Select(_ => (float)random.Uniform()).ToArray();
        float[] Warped(AffineWarp warp)
        {
            var result = new float[image.Length];
            warp.Apply(image, result);
            return result;
        }

        Assert.Equal(image, Warped(AffineWarp.Near(15, 0, random)));
        Assert.Equal(image.Chunk(15).SelectMany(row => row.Reverse()), Warped(new AffineWarp(15, (-1, 0, 0, 1))));
    }

    [Fact]
    public void Too_few_classes_or_images_are_errors_with_the_numbers()
    {
        using var folder = new TestFolder();
        OmniglotFolder.Write(folder.Path, characters: 10, images: 5);
        var tasks = OmniglotTasks.Load(folder.Path, new ImageOptions());
        Assert.Contains("has 7 classes, fewer than the 8 ways", Assert.Throws<ArgumentException>(() => tasks.Check(Split.Train, new EpisodeShape(8, 1, 1))).Message, StringComparison.Ordinal);
        Assert.Contains("has 5 images; 1 shots and 5 queries need 6", Assert.Throws<ArgumentException>(() => tasks.Check(Split.Train, new EpisodeShape(2, 1, 5))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_data_is_an_error_that_says_what_was_expected()
    {
        using var folder = new TestFolder();
        Assert.Contains("does not exist", Assert.Throws<DirectoryNotFoundException>(() => OmniglotTasks.Load(folder["nowhere"])).Message, StringComparison.Ordinal);
        Assert.Contains("images_background.zip", Assert.Throws<FileNotFoundException>(() => OmniglotTasks.Load(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.0)]
    public void A_truncated_zip_is_an_error_that_names_it(double keep)
    {
        using var folder = new TestFolder();
        OmniglotFolder.Write(folder.Path, characters: 2, images: 2);
        OmniglotFolder.Zip(folder.Path);
        var zip = folder["images_background.zip"];
        var bytes = File.ReadAllBytes(zip);
        File.WriteAllBytes(zip, bytes[..(int)(bytes.Length * keep)]);
        var error = Assert.Throws<InvalidDataException>(() => OmniglotTasks.Load(folder.Path));
        Assert.Contains($"'{zip}' is damaged", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_image_is_an_error_that_names_it()
    {
        using var folder = new TestFolder();
        OmniglotFolder.Write(folder.Path, characters: 4, images: 4);
        var file = Path.Combine(folder.Path, "images_background", "Latin", "character02", "0001_03.png");
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..40]);
        Assert.Contains("0001_03.png", Assert.Throws<InvalidDataException>(() => OmniglotTasks.Load(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_split_file_decides_and_overlaps_and_unknown_characters_are_refused()
    {
        using var folder = new TestFolder();
        OmniglotFolder.Write(folder.Path, characters: 3, images: 3);
        object Latin(string character) => new { background = new { Latin = new[] { character } } };
        string Splits(string train, string test)
        {
            File.WriteAllText(folder["split.json"], JsonSerializer.Serialize(new { train = Latin(train), val = Latin("character02"), test = Latin(test) }));
            return folder["split.json"];
        }

        var tasks = OmniglotTasks.Load(folder.Path, new ImageOptions { SplitFile = Splits("character03", "character01") });
        Assert.Equal(["background/Latin/character03"], tasks.ClassNames(Split.Train));
        Assert.Equal(["background/Latin/character01"], tasks.ClassNames(Split.Test));
        Assert.Contains("both in 'train' and in 'test'", Assert.Throws<InvalidDataException>(() => OmniglotTasks.Load(folder.Path, new ImageOptions { SplitFile = Splits("character01", "character01") })).Message, StringComparison.Ordinal);
        Assert.Contains("character09, which is not in the data", Assert.Throws<InvalidDataException>(() => OmniglotTasks.Load(folder.Path, new ImageOptions { SplitFile = Splits("character01", "character09") })).Message, StringComparison.Ordinal);
    }

    [SharedFact]
    public void The_real_data_has_1623_characters_in_disjoint_splits()
    {
        var fixedSplit = OmniglotTasks.Load(SharedData.Omniglot);
        Assert.Equal([1028, 172, 423], Counts(fixedSplit));
        Assert.Equal(4112, fixedSplit.ClassCount(Split.Train));
        AssertDisjoint(fixedSplit);
        foreach (var split in fixedSplit.Splits) fixedSplit.Check(split, new EpisodeShape(20, 5, 15));
        // Made smaller they still have few different values: half the memory where an engine keeps them on a device.
        Assert.NotNull(Palette.Of(fixedSplit.StoreOf(Split.Train)!.Inputs));

        var seeded = OmniglotTasks.Load(SharedData.Omniglot, new ImageOptions { SeededSplit = true, SplitSeed = 3 });
        Assert.Equal([1100, 100, 423], Counts(seeded));
        AssertDisjoint(seeded);

        // Strokes cover a few per cent of the paper; white paper must not come out as ink.
        var episode = fixedSplit.Sample(Split.Test, new EpisodeShape(20, 1, 15), new SeededRandom(1));
        Assert.InRange(episode.Query.Inputs.Average(), 0.02, 0.15);
        Assert.InRange(episode.Query.Inputs.Max(), 0.99f, 1f);
    }

    private static int TurnOf(float[] images)
    {
        var inked = Enumerable.Range(0, images.Length).Where(i => images[i] == 1).Select(i => i % 784).ToArray();
        return inked.All(pixel => pixel / 28 == inked[0] / 28)
            ? inked.Any(pixel => pixel % 28 == 0) ? 0 : 2
            : inked.Any(pixel => pixel / 28 == 27) ? 1 : 3;
    }

    private static int[] Counts(ImageTasks tasks) => [.. tasks.Splits.Select(split => tasks.ClassNames(split).Count)];

    private static void AssertDisjoint(ImageTasks tasks)
    {
        var all = tasks.Splits.SelectMany(tasks.ClassNames).ToArray();
        Assert.Equal(1623, all.Length);
        Assert.Equal(1623, all.Distinct().Count());
    }
}
