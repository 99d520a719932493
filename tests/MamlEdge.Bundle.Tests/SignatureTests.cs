using System.Diagnostics;
using System.Security.Cryptography;
using Xunit;

namespace MamlEdge.Bundle.Tests;

public sealed class SignatureTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly SigningKey _key = SigningKey.Create();

    public SignatureTests() => Samples.WriteBundle(_temp["b.maml"]);

    public void Dispose()
    {
        _key.Dispose();
        _temp.Dispose();
    }

    [Fact]
    public void A_signed_folder_opens_with_the_key_and_without()
    {
        BundleSignature.Write(_temp["b.maml"], _key);

        using var trusted = BundleReader.Open(_temp["b.maml"], [_key.Public]);
        using var any = BundleReader.Open(_temp["b.maml"]);

        Assert.Equal(_key.Public.Fingerprint, trusted.SignedBy!.Fingerprint);
        Assert.Null(any.SignedBy);
    }

    [Fact]
    public void A_zip_is_signed_in_place_and_packing_keeps_a_signature()
    {
        BundleArchive.Pack(_temp["b.maml"], _temp["late.zip"]);
        BundleSignature.Write(_temp["late.zip"], _key);
        BundleSignature.Write(_temp["b.maml"], _key);
        BundleArchive.Pack(_temp["b.maml"], _temp["early.zip"]);

        foreach (var zip in new[] { "late.zip", "early.zip" })
        {
            using var bundle = BundleReader.Open(_temp[zip], [_key.Public]);
            bundle.Verify();
            Assert.NotNull(bundle.SignedBy);
        }
    }

    [Fact]
    public void One_of_several_keys_is_enough_so_that_keys_can_be_changed()
    {
        using var older = SigningKey.Create();
        BundleSignature.Write(_temp["b.maml"], _key);

        using var bundle = BundleReader.Open(_temp["b.maml"], [older.Public, _key.Public]);

        Assert.Equal(_key.Public.Fingerprint, bundle.SignedBy!.Fingerprint);
    }

    [Fact]
    public void Bundles_that_no_trusted_key_signed_are_refused()
    {
        using var other = SigningKey.Create();
        Assert.Contains($"a signature by key {_key.Public.Fingerprint[..12]}, got none", Refused(_key.Public), StringComparison.Ordinal);

        BundleSignature.Write(_temp["b.maml"], other);
        Assert.Contains("got one that does not fit", Refused(_key.Public), StringComparison.Ordinal);
        Assert.Contains("of which there are none", Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_of_one_byte_in_manifest_or_signature_is_refused()
    {
        BundleSignature.Write(_temp["b.maml"], _key);
        foreach (var file in new[] { BundleFiles.Manifest, BundleFiles.Signature })
        {
            var path = Path.Combine(_temp["b.maml"], file);
            var bytes = File.ReadAllBytes(path);
            for (var at = 0; at < bytes.Length; at += Math.Max(1, bytes.Length / 40))
            {
                bytes[at] ^= 0x20;
                File.WriteAllBytes(path, bytes);
                Assert.Contains("one that does not fit", Refused(_key.Public), StringComparison.Ordinal);
                bytes[at] ^= 0x20;
            }

            File.WriteAllBytes(path, bytes);
        }
    }

    [Fact]
    public void A_damaged_bundle_is_not_signed()
    {
        File.WriteAllText(Path.Combine(_temp["b.maml"], BundleFiles.Adapt), "other");

        Assert.Throws<BundleException>(() => BundleSignature.Write(_temp["b.maml"], _key));
        Assert.False(File.Exists(Path.Combine(_temp["b.maml"], BundleFiles.Signature)));
    }

    [Fact]
    public void Keys_survive_their_files_and_are_never_overwritten()
    {
        _key.Save(_temp["key.pem"], _temp["key.pub.pem"]);
        using var again = SigningKey.Load(_temp["key.pem"]);

        Assert.Equal(_key.Public.Fingerprint, again.Public.Fingerprint);
        Assert.Equal(_key.Public.Fingerprint, TrustedKey.Load(_temp["key.pub.pem"]).Fingerprint);
        Assert.Contains("never overwritten", Assert.Throws<BundleException>(() => again.Save(_temp["key.pem"], _temp["k"])).Message, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_temp["key.pem"]));
    }

    [Fact]
    public void Files_that_hold_no_such_key_are_named()
    {
        _key.Save(_temp["key.pem"], _temp["key.pub.pem"]);
        using var wide = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        File.WriteAllText(_temp["p384.pem"], wide.ExportSubjectPublicKeyInfoPem());
        File.WriteAllText(_temp["text"], "no key");
        File.WriteAllText(_temp["cut"], File.ReadAllText(_temp["key.pub.pem"])[..60]);

        Assert.Contains("got none", KeyError("key.pem"), StringComparison.Ordinal);
        Assert.Contains("or another curve", KeyError("p384.pem"), StringComparison.Ordinal);
        Assert.Contains("PUBLIC KEY of the curve P-256", KeyError("text"), StringComparison.Ordinal);
        Assert.Contains("PUBLIC KEY of the curve P-256", KeyError("cut"), StringComparison.Ordinal);
        Assert.Throws<BundleException>(() => SigningKey.Load(_temp["key.pub.pem"]));
    }

    [Fact]
    public void A_point_beside_the_curve_is_no_key()
    {
        _key.Save(_temp["key.pem"], _temp["key.pub.pem"]);
        var lines = File.ReadAllLines(_temp["key.pub.pem"]);
        var der = Convert.FromBase64String(string.Concat(lines[1..^1]));
        der[^1] ^= 1;

        Assert.Throws<BundleException>(() => TrustedKey.FromPem($"{lines[0]}\n{Convert.ToBase64String(der)}\n{lines[^1]}"));
    }

    [Fact]
    public void An_encrypted_key_needs_its_password()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = key.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 10));

        using var signing = SigningKey.FromPem(pem, "secret");

        Assert.Equal(64, signing.Public.Fingerprint.Length);
        Assert.Throws<BundleException>(() => SigningKey.FromPem(pem));
        Assert.Throws<BundleException>(() => SigningKey.FromPem(pem, "wrong"));
    }

    [OpensslFact]
    public void Openssl_makes_keys_and_checks_signatures()
    {
        Openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", _temp["k.pem"]);
        Openssl("ec", "-in", _temp["k.pem"], "-pubout", "-out", _temp["k.pub.pem"]);
        using var key = SigningKey.Load(_temp["k.pem"]);
        BundleSignature.Write(_temp["b.maml"], key);
        var (manifest, signature) = (Path.Combine(_temp["b.maml"], BundleFiles.Manifest), Path.Combine(_temp["b.maml"], BundleFiles.Signature));

        Openssl("dgst", "-sha256", "-verify", _temp["k.pub.pem"], "-signature", signature, manifest);
        Openssl("dgst", "-sha256", "-sign", _temp["k.pem"], "-out", signature, manifest);
        using var bundle = BundleReader.Open(_temp["b.maml"], [TrustedKey.Load(_temp["k.pub.pem"])]);

        Assert.NotNull(bundle.SignedBy);
    }

    private static void Openssl(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("openssl", arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private string KeyError(string file) => Assert.Throws<BundleException>(() => TrustedKey.Load(_temp[file])).Message;

    private string Refused(params TrustedKey[] keys) =>
        Assert.Throws<BundleException>(() => BundleReader.Open(_temp["b.maml"], keys)).Message;
}
