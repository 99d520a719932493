using System.Buffers.Binary;

namespace MamlEdge.Trainer.Images;

/// <summary>Turns the stored samples of a PNG row into channel values in [0, 1].</summary>
internal sealed class PngColours
{
    private readonly PngHeader _header;
    private readonly float[][] _palette;
    private readonly int[]? _transparent;
    private readonly float[] _unpacked = [];
    private readonly float _largest;
    private readonly string _source;

    public PngColours(PngHeader header, byte[] palette, byte[] transparency, string source)
    {
        (_header, _source) = (header, source);
        _largest = (1 << header.Depth) - 1;
        _palette = [];
        if (header.ColourType == 3)
        {
            if (palette.Length == 0 || palette.Length % 3 != 0)
                throw new InvalidDataException($"'{source}' is damaged: its palette has {palette.Length} bytes, expected three for each colour.");
            Channels = transparency.Length > 0 ? 4 : 3;
            _palette = [.. Enumerable.Range(0, palette.Length / 3).Select(i => Entry(palette, transparency, i)[..Channels])];
            return;
        }

        var keyed = header.ColourType is 0 or 2 && transparency.Length >= 2 * header.Samples;
        Channels = header.Samples + (keyed ? 1 : 0);
        if (keyed)
            _transparent = [.. Enumerable.Range(0, header.Samples).Select(i => (int)BinaryPrimitives.ReadUInt16BigEndian(transparency.AsSpan(2 * i)))];
        else if (header.Depth <= 8)
            _unpacked = Unpacked(header.Depth);
    }

    /// <summary>Channels of the decoded picture; a tRNS chunk adds alpha.</summary>
    public int Channels { get; }

    /// <summary>Converts the first <paramref name="width"/> pixels of a row to [width, <see cref="Channels"/>].</summary>
    public void Convert(ReadOnlySpan<byte> row, int width, Span<float> pixels)
    {
        if (_palette.Length > 0) ConvertPalette(row, width, pixels);
        else if (_transparent is not null) ConvertKeyed(row, width, pixels);
        else if (_header.Depth == 16) ConvertWide(row, pixels);
        else ConvertPacked(row, pixels);
    }

    private void ConvertPalette(ReadOnlySpan<byte> row, int width, Span<float> pixels)
    {
        for (var x = 0; x < width; x++)
        {
            var index = Sample(row, x);
            if (index >= _palette.Length)
                throw new InvalidDataException($"'{_source}' is damaged: colour {index} of a palette of {_palette.Length}.");
            _palette[index].CopyTo(pixels[(x * Channels)..]);
        }
    }

    private void ConvertKeyed(ReadOnlySpan<byte> row, int width, Span<float> pixels)
    {
        for (var x = 0; x < width; x++)
        {
            var pixel = pixels.Slice(x * Channels, Channels);
            var matches = true;
            for (var i = 0; i < _header.Samples; i++)
            {
                var sample = Sample(row, x * _header.Samples + i);
                pixel[i] = sample / _largest;
                matches &= sample == _transparent![i];
            }

            pixel[^1] = matches ? 0 : 1;
        }
    }

    private void ConvertWide(ReadOnlySpan<byte> row, Span<float> pixels)
    {
        for (var i = 0; i < pixels.Length; i++) pixels[i] = Sample(row, i) / _largest;
    }

    private void ConvertPacked(ReadOnlySpan<byte> row, Span<float> pixels)
    {
        var perByte = 8 / _header.Depth;
        foreach (var value in row)
        {
            var samples = _unpacked.AsSpan(value * perByte, Math.Min(perByte, pixels.Length));
            samples.CopyTo(pixels);
            pixels = pixels[samples.Length..];
        }
    }

    private int Sample(ReadOnlySpan<byte> row, int index)
    {
        if (_header.Depth == 8) return row[index];
        if (_header.Depth == 16) return BinaryPrimitives.ReadUInt16BigEndian(row[(2 * index)..]);
        var bit = index * _header.Depth;
        return (row[bit / 8] >> (8 - _header.Depth - bit % 8)) & ((1 << _header.Depth) - 1);
    }

    /// <summary>The samples of every possible byte, [256, 8 / depth]: a byte at a time beats a sample at a time several times.</summary>
    private static float[] Unpacked(int depth)
    {
        var (perByte, mask) = (8 / depth, (1 << depth) - 1);
        return [.. Enumerable.Range(0, 256 * perByte).Select(i => (float)((i / perByte >> (8 - depth * (i % perByte + 1))) & mask) / mask)];
    }

    private static float[] Entry(byte[] palette, byte[] transparency, int i) =>
        [palette[3 * i] / 255f, palette[3 * i + 1] / 255f, palette[3 * i + 2] / 255f, i < transparency.Length ? transparency[i] / 255f : 1];
}
