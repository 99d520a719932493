using System.Buffers.Binary;

namespace MamlEdge.Trainer.Images;

/// <summary>Turns the stored samples of a PNG row into channel values in [0, 1].</summary>
internal sealed class PngColours
{
    private readonly PngHeader _header;
    private readonly float[][] _palette;
    private readonly int[]? _transparent;
    private readonly float _scale;
    private readonly string _source;

    public PngColours(PngHeader header, byte[] palette, byte[] transparency, string source)
    {
        (_header, _source) = (header, source);
        _scale = 1f / ((1 << header.Depth) - 1);
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
    }

    /// <summary>Channels of the decoded picture; a tRNS chunk adds alpha.</summary>
    public int Channels { get; }

    /// <summary>Writes the <see cref="Channels"/> values of pixel <paramref name="x"/> of a row.</summary>
    public void Convert(ReadOnlySpan<byte> row, int x, Span<float> pixel)
    {
        if (_palette.Length > 0)
        {
            var index = Sample(row, x);
            if (index >= _palette.Length)
                throw new InvalidDataException($"'{_source}' is damaged: colour {index} of a palette of {_palette.Length}.");
            _palette[index].CopyTo(pixel);
            return;
        }

        var matches = _transparent is not null;
        for (var i = 0; i < _header.Samples; i++)
        {
            var sample = Sample(row, x * _header.Samples + i);
            pixel[i] = sample * _scale;
            matches &= _transparent is not null && sample == _transparent[i];
        }

        if (_transparent is not null) pixel[^1] = matches ? 0 : 1;
    }

    private int Sample(ReadOnlySpan<byte> row, int index)
    {
        if (_header.Depth == 8) return row[index];
        if (_header.Depth == 16) return BinaryPrimitives.ReadUInt16BigEndian(row[(2 * index)..]);
        var bit = index * _header.Depth;
        return (row[bit / 8] >> (8 - _header.Depth - bit % 8)) & ((1 << _header.Depth) - 1);
    }

    private static float[] Entry(byte[] palette, byte[] transparency, int i) =>
        [palette[3 * i] / 255f, palette[3 * i + 1] / 255f, palette[3 * i + 2] / 255f, i < transparency.Length ? transparency[i] / 255f : 1];
}
