using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>
/// Turns raw examples into what a model takes, as the manifest's record says: the same code prepares the examples of training. Pictures of any size,
/// recordings of sensors, rows of numbers. Safe for use by several threads.
/// </summary>
/// <example>
/// <code>
/// var frame = Picture.FromBytes(camera.Bytes, 640, 480, PixelFormat.Bgra);
/// var classes = personal.Predict(model.Preprocessor.Images(frame)).Classes();
/// </code>
/// </example>
public sealed class Preprocessor
{
    private readonly Preprocessing _how;

    /// <summary>Prepares examples in one way.</summary>
    /// <param name="how">The manifest's record.</param>
    /// <exception cref="InputException">The record lacks what its kind needs, or asks for what this version does not know.</exception>
    public Preprocessor(Preprocessing how)
    {
        ArgumentNullException.ThrowIfNull(how);
        _how = PreprocessingRules.Checked(how);
    }

    /// <summary>What is done.</summary>
    public Preprocessing How => _how;

    /// <summary>The way of a bundle.</summary>
    /// <param name="manifest">Its manifest.</param>
    /// <exception cref="InputException">The manifest does not say how a raw example becomes an input.</exception>
    public static Preprocessor Of(Manifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return new Preprocessor(manifest.Preprocessing ?? throw new InputException(
            $"'{manifest.Name}', preprocessing", "a record of how a raw example becomes an input", "none",
            $"Prepare the data as in training and give it as Examples of shape {manifest.Input.ShapeText}."));
    }

    /// <summary>Pictures as examples: grey or colour, resized, inverted where the record says so, then (v - mean) / std of each channel.</summary>
    /// <param name="pictures">At least one, of any size.</param>
    /// <returns>[pictures, channels, height, width].</returns>
    /// <exception cref="InputException">The model does not take images, or there are none.</exception>
    public Examples Images(params IReadOnlyList<Picture> pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        Require(PreprocessingRules.Image);
        if (pictures.Count == 0)
            throw new InputException("Pictures", "at least one", "none", "Give one.");
        var (channels, height, width) = (_how.Channels ?? 1, _how.Height!.Value, _how.Width!.Value);
        var size = channels * height * width;
        var values = new float[checked(pictures.Count * size)];
        for (var i = 0; i < pictures.Count; i++)
            Image(pictures[i], values.AsSpan(i * size, size));
        return new Examples(values, pictures.Count, channels, height, width);
    }

    /// <summary>One picture as an example.</summary>
    /// <param name="picture">A picture of any size.</param>
    /// <param name="input">Takes [channels, height, width], row-major; exactly as many values.</param>
    /// <exception cref="InputException">The model does not take images, or <paramref name="input"/> has another length.</exception>
    public void Image(Picture picture, Span<float> input)
    {
        ArgumentNullException.ThrowIfNull(picture);
        Require(PreprocessingRules.Image);
        var (channels, area) = (_how.Channels ?? 1, _how.Height!.Value * _how.Width!.Value);
        if (input.Length != channels * area)
            throw new InputException("Room for a picture", $"{channels * area} values", $"{input.Length}", "Give a span of that length.");
        var pixels = picture.Resized(_how.Width.Value, _how.Height.Value, channels, (float)(_how.Background ?? 1));
        for (var c = 0; c < channels; c++)
        {
            var (mean, std) = ((float)(_how.Mean?[c] ?? 0), (float)(_how.Std?[c] ?? 1));
            for (var i = 0; i < area; i++)
            {
                var value = pixels[i * channels + c];
                input[c * area + i] = ((_how.Invert ? 1 - value : value) - mean) / std;
            }
        }
    }

    /// <summary>The windows of a recording as examples: resampled to the model's rate, cut, standardised.</summary>
    /// <param name="seconds">Time of each sample, not backwards, at any rate, also an uneven one.</param>
    /// <param name="samples">[samples, channels], row-major, channels in the order of the record's features.</param>
    /// <returns>[windows, channels, length].</returns>
    /// <exception cref="InputException">The model does not take windows, the numbers do not fit, or the recording is too short for one.</exception>
    public Examples Windows(ReadOnlySpan<double> seconds, ReadOnlySpan<float> samples)
    {
        var windows = Cut(seconds, samples);
        if (windows.Count == 0)
        {
            throw new InputException(
                "Recording", $"at least {_how.Length} samples at {_how.Rate} a second without interruption", $"{seconds.Length} samples, too few for one window", "Record longer.");
        }

        return new Examples(windows.SelectMany(window => window.Values).ToArray(), windows.Count, _how.Features!.Count, _how.Length!.Value);
    }

    /// <summary>The same windows, each with the samples that it was made of; none where the recording is too short.</summary>
    /// <param name="seconds">Time of each sample, not backwards.</param>
    /// <param name="samples">[samples, channels], row-major.</param>
    /// <exception cref="InputException">The model does not take windows, or the numbers do not fit.</exception>
    public IReadOnlyList<SensorWindow> Cut(ReadOnlySpan<double> seconds, ReadOnlySpan<float> samples)
    {
        Require(PreprocessingRules.Window);
        PreprocessingRules.CheckRecording(seconds, samples, _how.Features!.Count);
        var length = _how.Length!.Value;
        var windows = new SampleStream(seconds, samples, _how.Features.Count)
            .Cut(_how.Rate!.Value, length, _how.Stride ?? PreprocessingRules.HalfOf(length), _how.MaximumGap ?? PreprocessingRules.UsualGap);
        foreach (var window in windows)
            Standardize(window.Values);
        return windows;
    }

    /// <summary>Rows of numbers as examples, standardised.</summary>
    /// <param name="values">[rows, features], row-major, in the order of the record's features.</param>
    /// <returns>[rows, features].</returns>
    /// <exception cref="InputException">The model does not take rows of numbers, or their number does not fit.</exception>
    public Examples Rows(ReadOnlySpan<float> values)
    {
        Require(PreprocessingRules.Features);
        var features = _how.Features!.Count;
        if (values.IsEmpty || values.Length % features != 0)
            throw new InputException("Rows", $"{features} numbers each: {string.Join(", ", _how.Features)}", $"{values.Length} in all", "Give whole rows.");
        var rows = values.ToArray();
        for (var at = 0; at < rows.Length; at += features)
            Standardize(rows.AsSpan(at, features));
        return new Examples(rows, rows.Length / features, features);
    }

    /// <summary>(v - mean) / std of each channel or feature of one example, in place; nothing where the record has none.</summary>
    /// <param name="example">[features] or [channels, length], row-major.</param>
    public void Standardize(Span<float> example)
    {
        var (mean, std) = (_how.Mean, _how.Std);
        if ((mean ?? std) is not { } each)
            return;
        var length = example.Length / each.Count;
        for (var i = 0; i < example.Length; i++)
            example[i] = (float)((example[i] - (mean?[i / length] ?? 0)) / (std?[i / length] ?? 1));
    }

    private void Require(string kind)
    {
        if (_how.Kind != kind)
            throw new InputException("Example", $"what the model takes: '{_how.Kind}'", $"'{kind}'", "Give such examples, or take another model.");
    }
}
