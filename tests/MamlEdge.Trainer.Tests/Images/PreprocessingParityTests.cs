using MamlEdge.Bundle;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Images;
using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Tests.Tasks;

namespace MamlEdge.Trainer.Tests.Images;

/// <summary>What a device makes of raw data is, bit for bit, what training made of the files with the same data.</summary>
public sealed class PreprocessingParityTests
{
    [Theory]
    [InlineData(PixelFormat.Gray, 0, 1, true)]
    [InlineData(PixelFormat.Gray, 0, 3, false)]
    [InlineData(PixelFormat.Rgb, 2, 1, false)]
    [InlineData(PixelFormat.Rgb, 2, 3, true)]
    [InlineData(PixelFormat.Rgba, 6, 1, true)]
    [InlineData(PixelFormat.Rgba, 6, 3, false)]
    [InlineData(PixelFormat.Bgr, 2, 3, false)]
    [InlineData(PixelFormat.Bgra, 6, 1, true)]
    public void Bytes_of_a_camera_become_what_training_reads_from_a_png(PixelFormat format, int colourType, int channels, bool invert)
    {
        const int width = 37, height = 23, side = 12, stride = 4 * 37 + 5;
        var depth = format switch { PixelFormat.Gray => 1, PixelFormat.Rgb or PixelFormat.Bgr => 3, _ => 4 };
        var random = new System.Random(7);
        var samples = Enumerable.Range(0, width * height * depth).Select(_ => random.Next(256)).ToArray();
        using var folder = new TestFolder();
        foreach (var name in new[] { "a", "b" })
        {
            Directory.CreateDirectory(folder[name]);
            File.WriteAllBytes(folder[name + "/1.png"], PngFile.Write(width, height, 8, colourType, samples));
            File.WriteAllBytes(folder[name + "/2.png"], PngFile.Write(width, height, 8, colourType, samples));
        }

        var how = Preprocessing.OfImage(side, side, channels, invert) with { Mean = [.. Enumerable.Repeat(0.4, channels)], Std = [.. Enumerable.Repeat(0.3, channels)] };
        var trained = StoredImages.Decode(
            [.. ClassFolders.Read(folder.Path).Select(c => (c.Name, (IReadOnlyList<ImageFile>)[.. c.Files.Select(file => new ImageFile(file, () => File.ReadAllBytes(file)))]))],
            how, new ImageReaders());
        var onDevice = new Preprocessor(how).Images(Picture.FromBytes(Camera(samples, width, height, depth, stride, format), width, height, format, stride));

        Assert.Equal([1, channels, side, side], onDevice.Shape.ToArray());
        Assert.Equal(trained.Pixels[..onDevice.Values.Length], onDevice.Values.ToArray());
        Assert.True(onDevice.Values.ToArray().Distinct().Count() > 20);
    }

    [Fact]
    public void Samples_of_a_sensor_become_the_windows_that_training_cuts()
    {
        using var folder = new TestFolder();
        RecordingFolder.Write(folder.Path, people: 3, recordings: 2);
        var tasks = SensorTasks.Load(folder.Path, new SensorOptions { Rate = 20, Window = 10 });
        var preprocessor = new Preprocessor(tasks.Preprocessing!);
        var shape = new EpisodeShape(2, 2, 2);
        var trained = tasks.Sample(Trainer.Tasks.Split.Train, shape, new SeededRandom(1));
        var onDevice = new HashSet<string>();
        foreach (var file in Directory.GetFiles(folder.Path, "*_sp.csv", SearchOption.AllDirectories))
        {
            var recording = Recording.Read(File.OpenRead(file), "s", file);
            var windows = preprocessor.Windows(
                recording.Samples.Select(sample => sample.Seconds).ToArray(), recording.Samples.SelectMany(sample => sample.Channels).ToArray());
            Assert.Equal([3, 10], windows.Shape[1..].ToArray());
            for (var i = 0; i < windows.Count; i++) onDevice.Add(Text(windows.Values.Span.Slice(i * 30, 30)));
        }

        // Each window that an episode holds is one that a device makes of the same recording.
        foreach (var set in new[] { trained.Support, trained.Query })
            for (var i = 0; i < set.Count; i++) Assert.Contains(Text(set.Input(i)), onDevice);
    }

    private static string Text(ReadOnlySpan<float> values) => Convert.ToHexString(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values));

    private static byte[] Camera(int[] samples, int width, int height, int depth, int stride, PixelFormat format)
    {
        var bytes = new byte[stride * height];
        for (var i = 0; i < samples.Length; i++)
        {
            var (row, x, c) = (i / (width * depth), i / depth % width, i % depth);
            var place = format is PixelFormat.Bgr or PixelFormat.Bgra && c < 3 ? 2 - c : c;
            bytes[row * stride + x * depth + place] = (byte)samples[i];
        }

        return bytes;
    }
}
