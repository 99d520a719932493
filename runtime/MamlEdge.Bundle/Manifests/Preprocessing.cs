using System.Text.Json.Serialization;

namespace MamlEdge.Bundle;

/// <summary>How a raw example becomes the model's input.</summary>
public sealed record Preprocessing
{
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

    /// <summary>Subtracted from each channel (or feature), after inversion.</summary>
    public IReadOnlyList<double>? Mean { get; init; }

    /// <summary>Divides each channel (or feature), after the subtraction.</summary>
    public IReadOnlyList<double>? Std { get; init; }
}
