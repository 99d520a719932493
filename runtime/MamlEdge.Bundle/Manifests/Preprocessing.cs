using System.Text.Json.Serialization;

namespace MamlEdge.Bundle;

/// <summary>How a raw example becomes the model's input.</summary>
public sealed record Preprocessing
{
    /// <summary><see cref="Resize"/>: each new pixel is the mean of the area of the old image that it covers.</summary>
    public const string AreaAverage = "area-average";

    /// <summary>
    /// What a raw example is: an <c>image</c>; <c>features</c>, numbers in the order of <see cref="Features"/>; or a <c>window</c> of
    /// <see cref="Length"/> samples of several channels, in the order of <see cref="Features"/>.
    /// </summary>
    public required string Kind { get; init; }

    /// <summary>Image width in pixels.</summary>
    public int? Width { get; init; }

    /// <summary>Image height in pixels.</summary>
    public int? Height { get; init; }

    /// <summary>Image channels: 1 grey, 3 red, green, blue.</summary>
    public int? Channels { get; init; }

    /// <summary>How images of other sizes are resized: <see cref="AreaAverage"/>, also where it is not said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Resize { get; init; }

    /// <summary>Brightness from 0 to 1 of what lies behind transparent pixels; 1, white paper, where it is not said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Background { get; init; }

    /// <summary>Whether pixel values v in [0, 1] become 1 - v.</summary>
    public bool Invert { get; init; }

    /// <summary>Names of the features, or of a window's channels, in order.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Features { get; init; }

    /// <summary>Samples of a window.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Length { get; init; }

    /// <summary>Samples of a window in a second.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Rate { get; init; }

    /// <summary>Samples from the start of a window to that of the next; half the length where it is not said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Stride { get; init; }

    /// <summary>Seconds between two raw samples from which on the recording counts as interrupted, so that no window goes across; 0.5 where it is not said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? MaximumGap { get; init; }

    /// <summary>Subtracted from each channel (or feature), after inversion.</summary>
    public IReadOnlyList<double>? Mean { get; init; }

    /// <summary>Divides each channel (or feature), after the subtraction.</summary>
    public IReadOnlyList<double>? Std { get; init; }

    /// <summary>An image: [channels, height, width], brightness from 0 to 1.</summary>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="channels">1 grey, 3 red, green, blue.</param>
    /// <param name="invert">Whether v becomes 1 - v.</param>
    public static Preprocessing OfImage(int width, int height, int channels, bool invert = false) => new()
    {
        Kind = "image",
        Width = width,
        Height = height,
        Channels = channels,
        Resize = AreaAverage,
        Background = 1,
        Invert = invert,
    };
}
