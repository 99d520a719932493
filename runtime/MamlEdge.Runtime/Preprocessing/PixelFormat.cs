namespace MamlEdge.Runtime;

/// <summary>What the bytes of a pixel are, in their order in memory: 0 is dark, 255 bright or opaque.</summary>
public enum PixelFormat
{
    /// <summary>One byte: brightness.</summary>
    Gray,

    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Red, green, blue, opacity (not multiplied into the colours).</summary>
    Rgba,

    /// <summary>Blue, green, red, as Windows and OpenCV have it.</summary>
    Bgr,

    /// <summary>Blue, green, red, opacity (not multiplied into the colours).</summary>
    Bgra,
}
