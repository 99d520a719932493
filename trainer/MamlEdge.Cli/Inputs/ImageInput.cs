using MamlEdge.Bundle;
using MamlEdge.Trainer.Images;

namespace MamlEdge.Cli.Inputs;

/// <summary>Turns a picture into a model's input as the bundle's manifest says.</summary>
internal static class ImageInput
{
    /// <summary>
    /// Resized to the width and height of the manifest, inverted where it says so, then (v - mean) / std for each channel.
    /// </summary>
    /// <returns>[channels, height, width], row-major.</returns>
    public static float[] FromPicture(Picture picture, Preprocessing how)
    {
        if (how is not { Width: { } width, Height: { } height })
            throw new InvalidDataException("The manifest's image preprocessing lacks width or height. Export the bundle again.");
        var channels = how.Channels ?? 1;
        var pixels = Channels(picture, channels).Resize(width, height).Pixels;
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

    private static Picture Channels(Picture picture, int wanted) => wanted switch
    {
        1 => picture.ToGray(),
        3 => ToColour(picture),
        _ => throw new InvalidDataException($"The manifest asks for images of {wanted} channels; expected 1 (grey) or 3 (red, green, blue)."),
    };

    /// <summary>Three channels; transparent pixels show white, grey ones repeat their value.</summary>
    private static Picture ToColour(Picture picture)
    {
        var count = picture.Width * picture.Height;
        var colour = new float[3 * count];
        for (var i = 0; i < count; i++)
        {
            var pixel = picture.Pixels.AsSpan(i * picture.Channels, picture.Channels);
            var alpha = picture.Channels is 2 or 4 ? pixel[^1] : 1;
            for (var c = 0; c < 3; c++)
                colour[3 * i + c] = 1 + (pixel[picture.Channels < 3 ? 0 : c] - 1) * alpha;
        }

        return new Picture(picture.Width, picture.Height, 3, colour);
    }
}
