using System.Runtime.InteropServices;
using System.Text;
using MamlEdge.Runtime;

namespace MamlEdge.Native.Calls;

/// <summary>Arguments from C, checked before anything reads them.</summary>
internal static unsafe class Given
{
    private const int MostDimensions = 16;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A text that must be there.</summary>
    internal static string Text(byte* text, string name)
    {
        var bytes = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(Required(text, name));
        if (bytes.IsEmpty)
            throw new ArgumentException($"{name}: expected a text, got an empty one.");
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new ArgumentException($"{name}: expected UTF-8, got other bytes.");
        }
    }

    /// <summary>An array with its number of elements.</summary>
    internal static ReadOnlySpan<T> Array<T>(T* values, nuint count, string name)
        where T : unmanaged => new(values, Count(values, count, name));

    /// <summary>Room for numbers.</summary>
    internal static Span<T> Room<T>(T* values, nuint count, string name)
        where T : unmanaged => new(values, Count(values, count, name));

    /// <summary>Dimensions, examples first.</summary>
    internal static ReadOnlySpan<long> Shape(long* shape, nuint rank, string name) => rank is > 0 and <= MostDimensions
        ? Array(shape, rank, name)
        : throw new ArgumentException($"{name}: expected 1 to {MostDimensions} dimensions, got {rank}.");

    /// <summary>A copy of examples, so that the caller may free its own.</summary>
    internal static Examples Examples(float* values, nuint count, long* shape, nuint rank, string name, string shapeName) =>
        new(Array(values, count, name).ToArray(), Shape(shape, rank, shapeName).ToArray());

    /// <summary>A place that must be there.</summary>
    internal static T* Required<T>(T* pointer, string name)
        where T : unmanaged => pointer is not null ? pointer : throw new ArgumentException($"{name}: expected a pointer, got NULL.");

    /// <summary>
    /// A struct that begins with its own size; the default where there is none, and 0 for fields that the caller does not know. Fields of a newer caller
    /// that this library does not know have to be 0: what it asks for there, such as a check, must not be left out in silence.
    /// </summary>
    internal static T Struct<T>(T* options, string name)
        where T : unmanaged
    {
        T read = default;
        if (options is null)
            return read;
        var size = Size(options, name);
        if (size > sizeof(T) && new ReadOnlySpan<byte>(options, size)[sizeof(T)..].ContainsAnyExcept((byte)0))
            throw new ArgumentException($"{name}: expected {sizeof(T)} bytes, got {size} with more fields set than this library knows. Update it, or leave them 0.");
        Buffer.MemoryCopy(options, &read, sizeof(T), Math.Min(size, sizeof(T)));
        return read;
    }

    /// <summary>Writes as much of a struct as its owner has room for, behind its size.</summary>
    internal static void Write<T>(T* target, T value, string name)
        where T : unmanaged
    {
        var size = Math.Min(Size(Required(target, name), name), sizeof(T));
        Buffer.MemoryCopy((byte*)&value + sizeof(nuint), (byte*)target + sizeof(nuint), size - sizeof(nuint), size - sizeof(nuint));
    }

    /// <summary>Writes a text with its zero, cut between characters where there is too little room, and returns the bytes that it needs.</summary>
    internal static nuint WriteText(ReadOnlySpan<byte> text, byte* buffer, nuint size, string name)
    {
        var needed = (nuint)text.Length + 1;
        if (size == 0)
            return needed;
        Required(buffer, name);
        var length = (int)Math.Min(needed, size) - 1;
        if (length < text.Length)
        {
            // A byte 10xxxxxx continues a character that began before it.
            while (length > 0 && (text[length] & 0xC0) == 0x80)
                length--;
        }

        text[..length].CopyTo(new Span<byte>(buffer, length));
        buffer[length] = 0;
        return needed;
    }

    private static int Count<T>(T* values, nuint count, string name)
        where T : unmanaged
    {
        if (count > int.MaxValue)
            throw new ArgumentException($"{name}: expected at most {int.MaxValue} elements, got {count}.");
        if (count > 0)
            Required(values, name);
        return (int)count;
    }

    // Every struct has at least its size and one number; one of many kilobytes was never initialised.
    private static int Size<T>(T* options, string name)
        where T : unmanaged => *(nuint*)options is >= 12 and <= 4096 and var size
            ? (int)size
            : throw new ArgumentException($"{name}: expected its size in the field size, got {*(nuint*)options}. Set it to sizeof the struct.");
}
