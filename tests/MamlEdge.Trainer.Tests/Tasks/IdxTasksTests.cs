using System.Text.Json;
using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Tests.Tasks;

public sealed class IdxTasksTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Classes_are_held_out_and_all_images_take_part(bool packed)
    {
        using var folder = new TestFolder();
        IdxFolder.Write(folder.Path, 60, 20, packed);
        var tasks = (ImageTasks)IdxTasks.Load("fashion-mnist", folder.Path);

        Assert.Equal(["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"], tasks.ClassNames(Split.Train));
        Assert.Equal(["Sandal", "Shirt"], tasks.ClassNames(Split.Validation));
        Assert.Equal(["Sneaker", "Bag", "Ankle boot"], tasks.ClassNames(Split.Test));
        var images = (StoredImages)tasks.Images;
        Assert.All(images.Classes, c => Assert.Equal(8, c.Count));
        Assert.Equal(80 * 36, images.Pixels.Length);

        var query = tasks.Sample(Split.Test, new EpisodeShape(3, 2, 6), new SeededRandom(1)).Query;
        Assert.Equal([18, 1, 6, 6], query.InputShape);
        var classes = Enumerable.Range(0, 18).Select(i => (int)Math.Round(query.Input(i)[0] * 255) - 200).ToArray();
        Assert.Equal([7, 8, 9], classes.Distinct().Order());
        Assert.All(classes.Chunk(6), group => Assert.Single(group.Distinct()));
    }

    [Fact]
    public void A_split_file_decides_and_a_seed_draws_another_split()
    {
        using var folder = new TestFolder();
        IdxFolder.Write(folder.Path, 40, 10);
        File.WriteAllText(folder["split.json"], JsonSerializer.Serialize(new { train = new[] { "9", "1" }, val = Array.Empty<string>(), test = new[] { "0" } }));
        var given = (ImageTasks)IdxTasks.Load("mnist", folder.Path, new ImageOptions { SplitFile = folder["split.json"] });
        Assert.Equal(["9", "1"], given.ClassNames(Split.Train));
        Assert.Contains("Split Validation of 'mnist' has 0 classes", Assert.Throws<ArgumentException>(() => given.Check(Split.Validation, new EpisodeShape(2, 1, 1))).Message, StringComparison.Ordinal);
        var drawn = (ImageTasks)IdxTasks.Load("mnist", folder.Path, new ImageOptions { SeededSplit = true, SplitSeed = 4 });
        Assert.NotEqual(["0", "1", "2", "3", "4"], drawn.ClassNames(Split.Train));
        Assert.Equal(10, drawn.Splits.SelectMany(drawn.ClassNames).Distinct().Count());
    }

    [Theory]
    [InlineData(ImageFamily.Rotations)]
    [InlineData(ImageFamily.Permutations)]
    public void A_family_shows_all_classes_one_way_a_task_with_fixed_labels_and_held_out_images(ImageFamily family)
    {
        using var folder = new TestFolder();
        IdxFolder.Write(folder.Path, 120, 40);
        var tasks = IdxTasks.Load("mnist", folder.Path, new ImageOptions { Family = family });
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], tasks.Labels);
        var shape = new EpisodeShape(10, 1, 1);
        foreach (var split in tasks.Splits) tasks.Check(split, shape);
        Assert.Contains("more than the 5 ways", Assert.Throws<ArgumentException>(() => tasks.Check(Split.Train, new EpisodeShape(5, 1, 1))).Message, StringComparison.Ordinal);

        var marks = tasks.Splits.Select(_ => new HashSet<int>()).ToArray();
        for (var seed = 0ul; seed < 60; seed++)
        {
            foreach (var (split, i) in tasks.Splits.Select((split, i) => (split, i)))
            {
                var episode = tasks.Sample(split, shape, new SeededRandom(seed));
                Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], episode.Query.Labels);
                if (family == ImageFamily.Rotations) continue;
                // The class's brightness is at one place in the whole episode, the image's at another.
                var place = Enumerable.Range(0, 36).Single(p => episode.Query.Input(3)[p] * 255 is > 202.5f and < 203.5f);
                Assert.All(episode.Query.Labels, c => Assert.Equal(200 + c, episode.Query.Input((int)c)[place] * 255, 0.01f));
                Assert.All(episode.Support.Labels, c => Assert.Equal(200 + c, episode.Support.Input((int)c)[place] * 255, 0.01f));
                for (var c = 0; c < 10; c++) marks[i].UnionWith(episode.Query.Input(c).ToArray().Where((v, p) => v > 0 && p != place).Select(v => (int)Math.Round(v * 255) - 10));
            }
        }

        if (family == ImageFamily.Rotations) return;
        Assert.Equal(Enumerable.Range(0, 100), marks[0].Order());
        Assert.Equal(Enumerable.Range(100, 20), marks[1].Order());
        Assert.Equal(Enumerable.Range(0, 40), marks[2].Order());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Quarter_turns_move_pixels_and_other_angles_keep_the_ink(int turns)
    {
        var random = new SeededRandom(2);
        var image = new float[49];
        for (var i = 0; i < 49; i++) image[i] = (float)random.Uniform();
        var turned = new float[49];
        AffineWarp.Turn(7, turns * Math.PI / 2).Apply(image, turned);
        Assert.All(MamlEdge.Trainer.Images.Rotation.SourceIndices(7, turns).Zip(turned), pair => Assert.Equal(image[pair.First], pair.Second, 1e-5f));

        var dot = new float[49];
        dot[2 * 7 + 4] = 1;
        AffineWarp.Turn(7, 0.4 + turns).Apply(dot, turned);
        Assert.InRange(turned.Sum(), 0.8, 1.2);
    }

    [Fact]
    public void Damaged_and_missing_files_are_errors_that_name_them()
    {
        void Refused<T>(Action<TestFolder> damage, params string[] parts) where T : Exception
        {
            using var folder = new TestFolder();
            IdxFolder.Write(folder.Path, 20, 20, packed: false);
            damage(folder);
            var error = Assert.Throws<T>(() => IdxTasks.Load("mnist", folder.Path));
            Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
        }

        const string images = "train-images-idx3-ubyte", labels = "train-labels-idx1-ubyte";
        Refused<FileNotFoundException>(f => File.Delete(f[images]), images, "t10k-labels");
        Refused<InvalidDataException>(f => File.WriteAllBytes(f[images], []), images, "got 0 bytes");
        Refused<InvalidDataException>(f => File.WriteAllBytes(f[images], File.ReadAllBytes(f[images])[..^1]), images, "20 x 6 x 6");
        Refused<InvalidDataException>(f => File.Copy(f[labels], f[images], overwrite: true), images, "with 3 axes");
        Refused<InvalidDataException>(f => File.WriteAllBytes(f[labels], IdxFolder.File([19], new byte[19])), "20 images", "19 labels");
        Refused<InvalidDataException>(f => File.WriteAllBytes(f[labels], IdxFolder.File([20], [.. Enumerable.Repeat((byte)10, 20)])), "label 0: expected 0 to 9, got 10");
        Refused<InvalidDataException>(f => File.WriteAllBytes(f[images] + ".gz", [1, 2, 3]), ".gz' is damaged or is no gzip file");
        Refused<InvalidDataException>(f => File.WriteAllBytes(f["t10k-images-idx3-ubyte"], IdxFolder.File([20, 5, 5], new byte[500])), "5 x 5", "6 x 6");
    }

    [SharedFact]
    public void The_real_Fashion_MNIST_has_seven_thousand_images_of_each_class()
    {
        var tasks = (ImageTasks)IdxTasks.Load("fashion-mnist", SharedData.FashionMnist);
        Assert.All(((StoredImages)tasks.Images).Classes, c => Assert.Equal(7000, c.Count));
        Assert.InRange(((StoredImages)tasks.Images).Pixels.Average(), 0.2, 0.4);
    }
}
