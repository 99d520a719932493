using MamlEdge.Bundle;

namespace MamlEdge.Device.Tests;

/// <summary>A copy of <see cref="Repository.Sinusoid"/> without a signature, and two keys, of which one may sign it.</summary>
internal sealed class SignableBundle : IDisposable
{
    private readonly SigningKey _key = SigningKey.Create();

    public SignableBundle(TestFolder folder)
    {
        (Path, Key, OtherKey) = (folder["signable"], folder["ours.pub.pem"], folder["theirs.pub.pem"]);
        Directory.CreateDirectory(Path);
        foreach (var file in Directory.GetFiles(Repository.Sinusoid).Where(file => System.IO.Path.GetFileName(file) != BundleFiles.Signature))
            File.Copy(file, System.IO.Path.Combine(Path, System.IO.Path.GetFileName(file)));
        _key.Save(folder["ours.pem"], Key);
        using var other = SigningKey.Create();
        other.Save(folder["theirs.pem"], OtherKey);
    }

    /// <summary>The folder of the bundle.</summary>
    public string Path { get; }

    /// <summary>The public half of the key that signs, a PEM file.</summary>
    public string Key { get; }

    /// <summary>The public half of a key that never signs.</summary>
    public string OtherKey { get; }

    /// <summary>What <see cref="Key"/> is called in messages.</summary>
    public string Fingerprint => _key.Public.Fingerprint;

    /// <summary>Signs the bundle.</summary>
    public void Sign() => BundleSignature.Write(Path, _key);

    public void Dispose() => _key.Dispose();
}
