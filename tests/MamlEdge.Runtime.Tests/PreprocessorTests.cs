using MamlEdge.Bundle;
using Xunit;

namespace MamlEdge.Runtime.Tests;

public sealed class PreprocessorTests
{
    private static readonly Preprocessing Windows = new() { Kind = "window", Features = ["a", "b"], Length = 4, Rate = 10, Stride = 2, MaximumGap = 0.5 };

    [Fact]
    public void A_picture_is_grey_resized_inverted_and_standardised()
    {
        var how = Preprocessing.OfImage(2, 1, channels: 1, invert: true) with { Mean = [0.5], Std = [2] };
        byte[] rgb = [255, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0, 255];

        var input = new Preprocessor(how).Images(Picture.FromBytes(rgb, 4, 1, PixelFormat.Rgb));

        Assert.Equal([1, 1, 1, 2], input.Shape.ToArray());
        Assert.Equal((1 - 0.299f - 0.5f) / 2, input.Values.Span[0], 1e-6f);
        Assert.Equal((1 - 0.114f - 0.5f) / 2, input.Values.Span[1], 1e-6f);
    }

    [Theory]
    [InlineData(null, 1f)]
    [InlineData(0.0, 0f)]
    public void Transparent_pixels_show_the_background_of_the_record(double? background, float expected)
    {
        var how = new Preprocessing { Kind = "image", Width = 1, Height = 1, Background = background };

        Assert.Equal(expected, new Preprocessor(how).Images(Picture.FromBytes(new byte[] { 9, 9, 9, 0 }, 1, 1, PixelFormat.Rgba)).Values.Span[0]);
    }

    [Fact]
    public void A_large_frame_takes_memory_for_its_width_and_not_for_its_area()
    {
        var (frame, preprocessor) = (new byte[4000 * 3000 * 4], new Preprocessor(Preprocessing.OfImage(28, 28, channels: 1)));
        _ = preprocessor.Images(Picture.FromBytes(new byte[4], 1, 1, PixelFormat.Bgra));

        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = preprocessor.Images(Picture.FromBytes(frame, 4000, 3000, PixelFormat.Bgra));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 2 << 20);
    }

    [Fact]
    public void Windows_are_resampled_evenly_and_do_not_cross_interruptions()
    {
        // Two channels: time itself, and its double. Uneven samples; an interruption after one second.
        double[] times = [.. Enumerable.Range(0, 40).Select(i => i * 0.03 + i % 3 * 0.005).Where(t => t <= 1), .. Enumerable.Range(0, 40).Select(i => 5 + i * 0.03)];
        float[] samples = [.. times.SelectMany(t => new[] { (float)t, 2 * (float)t })];

        var windows = new Preprocessor(Windows).Cut(times, samples);

        Assert.NotEmpty(windows);
        foreach (var window in windows)
        {
            for (var i = 1; i < 4; i++)
                Assert.Equal(0.1, window.Values[i] - window.Values[i - 1], 1e-4);
            Assert.Equal(2 * window.Values[3], window.Values[7], 1e-4);
            Assert.True(window.Values[3] <= 1.01 || window.Values[0] >= 4.99);
            Assert.All(window.Samples, (sample, i) => Assert.True(times[sample] <= window.Values[i] + 1e-4));
        }

        Assert.Equal(0.2, windows[1].Values[0] - windows[0].Values[0], 1e-4);
    }

    [Fact]
    public void Of_several_samples_of_one_moment_the_last_counts()
    {
        double[] times = [0, 0.1, 0.1, 0.2, 0.3];
        float[] once = [0, 0, 7, 7, 2, 2, 3, 3], twice = [0, 0, -50, -50, 7, 7, 2, 2, 3, 3];

        Assert.Equal(
            new Preprocessor(Windows).Windows([0, 0.1, 0.2, 0.3], once).Values.ToArray(),
            new Preprocessor(Windows).Windows(times, twice).Values.ToArray());
    }

    [Fact]
    public void Records_of_before_mean_what_training_did_then()
    {
        var older = new Preprocessor(Windows with { Length = 25, Stride = null, MaximumGap = null });
        double[] times = [.. Enumerable.Range(0, 200).Select(i => i / 10.0 + (i >= 100 ? 0.45 : 0))];

        var windows = older.Cut(times, new float[400]);

        // Half of 25, rounded to even; 0.55 s are an interruption.
        Assert.Equal(12, windows[1].Samples[0] - windows[0].Samples[0]);
        Assert.DoesNotContain(windows, window => window.Samples[0] < 100 && window.Samples[^1] >= 100);
    }

    [Fact]
    public void Rows_are_standardised_feature_by_feature()
    {
        var how = new Preprocessing { Kind = "features", Features = ["a", "b"], Mean = [1, 10], Std = [2, 5] };

        var rows = new Preprocessor(how).Rows([3, 10, 1, 0]);

        Assert.Equal([2, 2], rows.Shape.ToArray());
        Assert.Equal([1, 0, 0, -2], rows.Values.ToArray());
        Assert.Equal([2, 0, 0, -10], new Preprocessor(how with { Std = null }).Rows([3, 10, 1, 0]).Values.ToArray());
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        var (images, windows) = (new Preprocessor(Preprocessing.OfImage(2, 2, 1)), new Preprocessor(Windows));

        Assert.Contains("expected what the model takes: 'image', got 'window'", Refused(() => images.Windows([0], [1, 2])), StringComparison.Ordinal);
        Assert.Contains("at least one", Refused(() => images.Images()), StringComparison.Ordinal);
        Assert.Contains("one every 12 bytes, got 10 bytes", Refused(() => Picture.FromBytes(new byte[10], 4, 1, PixelFormat.Rgb)), StringComparison.Ordinal);
        Assert.Contains("got 70000 x 70000", Refused(() => Picture.FromBytes(new byte[10], 70000, 70000, PixelFormat.Gray)), StringComparison.Ordinal);
        Assert.Contains("a time of 1 s or later, got 0.5 s", Refused(() => windows.Windows([0, 1, 0.5], new float[6])), StringComparison.Ordinal);
        Assert.Contains("2 values for each of 3 times", Refused(() => windows.Windows([0, 1, 2], new float[5])), StringComparison.Ordinal);
        Assert.Contains("too few for one window", Refused(() => windows.Windows([0, 0.1], new float[4])), StringComparison.Ordinal);
        Assert.Contains("Sample".ToLowerInvariant(), Refused(() => windows.Windows([0, double.NaN], new float[4])), StringComparison.Ordinal);
        Assert.Contains("newer version", Refused(() => new Preprocessor(new Preprocessing { Kind = "sound" })), StringComparison.Ordinal);
        Assert.Contains("'bicubic'", Refused(() => new Preprocessor(Preprocessing.OfImage(2, 2, 1) with { Resize = "bicubic" })), StringComparison.Ordinal);
        Assert.Contains("width and height", Refused(() => new Preprocessor(new Preprocessing { Kind = "image" })), StringComparison.Ordinal);
        using var model = TestBundles.Load("line");
        Assert.Contains("shape [N, 2]", Refused(() => model.Preprocessor), StringComparison.Ordinal);
    }

    private static string Refused(Func<object?> action) => Assert.Throws<InputException>(() => _ = action()).Message;

    private static string Refused(Func<Examples> action) => Assert.Throws<InputException>(() => _ = action()).Message;
}
