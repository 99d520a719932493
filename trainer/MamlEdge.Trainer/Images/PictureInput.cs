using MamlEdge.Bundle;

namespace MamlEdge.Trainer.Images;

/// <summary>Turns a picture into a model's input: in training, and on the device as the bundle's manifest says.</summary>
public static class PictureInput
{
    /// <summary>
    /// Grey or colour, resized, inverted where <paramref name="how"/> says so, then (v - mean) / std for each channel.
    /// </summary>
    /// <returns>[channels, height, width], row-major.</returns>
    /// <exception cref="InvalidDataException">Width or height is missing, or the number of channels is neither 1 nor 3.</exception>
    public static float[] Of(Picture picture, Preprocessing how)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(how);
        if (how is not { Width: { } width, Height: { } height })
            throw new InvalidDataException("The manifest's image preprocessing lacks width or height. Export the bundle again.");
        var channels = how.Channels ?? 1;
        var pixels = InChannels(picture, channels).Resize(width, height).Pixels;
        var input = new float[channels * height * width];
        for (var c = 0; c < channels; c++)
        {
            var mean = (float)(how.Mean?[c] ?? 0);
            var std = (float)(how.Std?[c] ?? 1);
            for (var i = 0; i < height * width; i++)
            {
                var value = pixels[i * channels + c];
                input[c * height * width + i] = ((how.Invert ? 1 - value : value) - mean) / std;
            }
        }

        return input;
    }

    private static Picture InChannels(Picture picture, int wanted) => wanted switch
    {
        1 => picture.ToGray(),
        3 => picture.ToColour(),
        _ => throw new InvalidDataException($"Images of {wanted} channels are asked for; expected 1 (grey) or 3 (red, green, blue)."),
    };
}
