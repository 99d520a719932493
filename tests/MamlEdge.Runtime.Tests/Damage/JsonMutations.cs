using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MamlEdge.Runtime.Tests;

/// <summary>Changes of single values in JSON, from a seed, that leave it JSON: so that what reads the values sees them too.</summary>
internal static class JsonMutations
{
    private static readonly string[] Values =
    [
        "null", "0", "-1", "1", "2147483647", "2147483648", "9223372036854775807", "1e300", "-0.5", "true", "\"\"", "\"x\"", "\"../x\"", "\"1.14\"",
        "[]", "{}", "[null]", "[0,0,0]", "[9223372036854775807,2]", "{\"x\":null}", "\"theta.safetensors\"", "\"\\u0000\"", "\"\\u001b[2J\"",
    ];

    /// <summary>One value of a JSON text changed, removed or doubled.</summary>
    public static byte[] Of(byte[] json, Random random)
    {
        var root = JsonNode.Parse(json)!;
        var places = Places(root).ToArray();
        var (parent, key, index) = places[random.Next(places.Length)];
        var value = JsonNode.Parse(Values[random.Next(Values.Length)]);
        switch (parent)
        {
            case JsonObject map when random.Next(5) == 0: map.Remove(key!); break;
            case JsonObject map when random.Next(8) == 0: map[$"{key}x"] = map[key!]?.DeepClone(); break;
            case JsonObject map: map[key!] = value; break;
            case JsonArray list when random.Next(4) == 0: list.RemoveAt(index); break;
            case JsonArray list when random.Next(4) == 0: list.Add(list[index]?.DeepClone()); break;
            case JsonArray list: list[index] = value; break;
        }

        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    /// <summary>The same in the header of a safetensors file, whose length follows.</summary>
    public static byte[] OfSafetensors(byte[] file, Random random)
    {
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        var header = Of(file[8..(8 + length)], random);
        var size = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(size, header.Length);
        return [.. size, .. header, .. file[(8 + length)..]];
    }

    private static IEnumerable<(JsonNode Parent, string? Key, int Index)> Places(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(pair => Places(pair.Value).Prepend((map, pair.Key, 0))),
        JsonArray list => list.SelectMany((item, index) => Places(item).Prepend((list, null, index))),
        _ => [],
    };
}
