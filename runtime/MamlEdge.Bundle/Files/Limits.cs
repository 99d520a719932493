namespace MamlEdge.Bundle;

/// <summary>
/// What a file of a bundle may ask for at most. Every bound is checked before memory is taken for what it bounds, so that
/// reading takes memory in proportion to the bytes that are there, never to the numbers that they claim.
/// </summary>
internal static class Limits
{
    /// <summary>Bytes of <c>manifest.json</c>.</summary>
    internal const int Manifest = 16 << 20;

    /// <summary>Bytes of <c>manifest.sig</c>; a signature by a P-256 key has at most 72.</summary>
    internal const int Signature = 1 << 10;

    /// <summary>Entries of a .zip.</summary>
    internal const int ZipEntries = 1 << 10;

    /// <summary>Bytes of a .zip's central directory.</summary>
    internal const int ZipDirectory = 1 << 20;

    /// <summary>Bytes of the JSON header of a safetensors file: 80,000 tensors or so.</summary>
    internal const int SafetensorsHeader = 8 << 20;

    /// <summary>Dimensions of a tensor.</summary>
    internal const int Rank = 32;

    /// <summary>Elements of one example of an input, an output or a target: a picture of 4096 by 4096 pixels in four channels.</summary>
    internal const long ExampleElements = 1L << 26;

    /// <summary>Steps of an inner loop, whose losses are all reported.</summary>
    internal const int Steps = 1 << 16;

    /// <summary>Nesting of messages in an ONNX file.</summary>
    internal const int GraphDepth = 64;

    /// <summary>Samples of a sensor's window.</summary>
    internal const int WindowLength = 1 << 20;

    /// <summary>Samples of a sensor in a second.</summary>
    internal const double SampleRate = 1e5;

    /// <summary>Seconds that may pass between two samples of a sensor.</summary>
    internal const double SampleGap = 60;
}
