using System.Text;
using System.Text.Json.Nodes;
using MamlEdge.Bundle;
using MamlEdge.Exporter.Tests;

namespace MamlEdge.Runtime.Tests;

/// <summary>A bundle or a state with damage that a seed decides.</summary>
internal sealed class DamagedBundle
{
    private readonly Random _random;
    private readonly int _seed;

    internal DamagedBundle(int seed, Dictionary<string, byte[]> files, byte[] state)
    {
        (_seed, _random) = (seed, new Random(seed));
        (Files, State) = (new(files), state);
        switch (_random.Next(8))
        {
            case 0: Damage(Pick()); break;
            case 1: Files[BundleFiles.Manifest] = JsonMutations.Of(Files[BundleFiles.Manifest], _random); break;
            case 2: Zip = true; break;
            case 3: State = Bytes(state); break;
            case 4: State = JsonMutations.OfSafetensors(state, _random); break;
            case 5: State = Resealed(state); break;
            default: DamageAndRepair(Pick()); break;
        }
    }

    internal Dictionary<string, byte[]> Files { get; }

    internal byte[] State { get; }

    /// <summary>Whether the damage is to be done to the bundle's .zip.</summary>
    internal bool Zip { get; }

    /// <summary>Bytes changed anywhere.</summary>
    internal byte[] Bytes(byte[] contents) => Mutations.Of(contents, _seed);

    private string Pick() => Files.Keys.Order(StringComparer.Ordinal).ElementAt(_random.Next(Files.Count));

    private void Damage(string file) => Files[file] = file == BundleFiles.Theta && _random.Next(2) == 0
        ? JsonMutations.OfSafetensors(Files[file], _random)
        : Bytes(Files[file]);

    /// <summary>With hashes that are right again, as who damages on purpose would have them: only the contents can tell.</summary>
    private void DamageAndRepair(string file)
    {
        Damage(file);
        if (file is BundleFiles.Manifest or BundleFiles.Signature)
            return;
        var manifest = JsonNode.Parse(Files[BundleFiles.Manifest])!;
        manifest["files"]![file] = new JsonObject { ["sha256"] = FileDigest.Of(Files[file]).Sha256, ["bytes"] = Files[file].Length };
        Files[BundleFiles.Manifest] = Encoding.UTF8.GetBytes(manifest.ToJsonString());
    }

    /// <summary>A state whose checksum is right, with a tensor or an origin that is not.</summary>
    private byte[] Resealed(byte[] bytes)
    {
        var state = PersonalStateFile.Read(bytes);
        var origin = _random.Next(4) switch
        {
            0 => state.Origin with { Steps = int.MaxValue },
            1 => state.Origin with { BundleSha256 = new string('0', 64) },
            2 => state.Origin with { SupportLosses = [float.NaN] },
            _ => state.Origin,
        };
        var tensors = state.Parameters.ToList();
        var at = _random.Next(tensors.Count);
        var (name, tensor) = tensors[at];
        switch (_random.Next(5))
        {
            case 0: tensors.RemoveAt(at); break;
            case 1: tensors[at] = new(name, SafeTensor.FromFloats([float.NaN])); break;
            case 2: tensors[at] = new(name, SafeTensor.FromLongs(new long[tensor.Count], tensor.Shape)); break;
            case 3: tensors.Add(new("other", tensor)); break;
            case 4: tensors[at] = new(name, SafeTensor.FromFloats(Enumerable.Repeat(float.NegativeInfinity, tensor.Count).ToArray(), tensor.Shape)); break;
        }

        return PersonalStateFile.ToBytes(new PersonalState(origin, tensors));
    }
}
