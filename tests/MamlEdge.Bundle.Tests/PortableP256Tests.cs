using System.Numerics;
using System.Security.Cryptography;
using Xunit;

namespace MamlEdge.Bundle.Tests;

/// <summary>The check of signatures in plain C# against the system's library, on right signatures and on wrong ones.</summary>
public sealed class PortableP256Tests
{
    private static readonly byte[] N = Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");

    [Fact]
    public void It_says_what_the_system_says()
    {
        for (var round = 0; round < 20; round++)
        {
            using var key = SigningKey.Create();
            using var other = SigningKey.Create();
            var data = RandomNumberGenerator.GetBytes(10 * round);
            var (hash, der) = (SHA256.HashData(data), key.Sign(data));

            Assert.True(Agree(key.Public, hash, der));
            Assert.False(Agree(other.Public, hash, der));
            hash[round] ^= 1;
            Assert.False(Agree(key.Public, hash, der));
        }
    }

    [Fact]
    public void Numbers_out_of_range_are_no_signature()
    {
        using var key = SigningKey.Create();
        var hash = SHA256.HashData([1, 2, 3]);
        var right = EcdsaSignature.Read(key.Sign([1, 2, 3]))!;
        byte[] zero = new byte[32], one = [.. new byte[31], 1];
        var beyond = new BigInteger(N, isUnsigned: true, isBigEndian: true) + new BigInteger(right.R, isUnsigned: true, isBigEndian: true);
        var wrapped = beyond.GetByteCount(isUnsigned: true) > 32 ? N : beyond.ToByteArray(isUnsigned: true, isBigEndian: true);

        foreach (var (r, s) in new[] { (zero, one), (one, zero), (N, one), (one, N), (zero, zero), (one, one), (wrapped, right.S.ToArray()) })
            Assert.False(Agree(key.Public, hash, Der(r, s)));
        // The other root: ECDSA takes s and n - s alike.
        var mirrored = new BigInteger(N, isUnsigned: true, isBigEndian: true) - new BigInteger(right.S, isUnsigned: true, isBigEndian: true);
        Assert.True(Agree(key.Public, hash, Der(right.R.ToArray(), mirrored.ToByteArray(isUnsigned: true, isBigEndian: true))));
    }

    [Fact]
    public void A_known_signature_of_RFC_6979_is_right()
    {
        // Appendix A.2.5, P-256 with SHA-256, message "sample".
        const string x = "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6", y = "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299";
        const string r = "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716", s = "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8";
        var signature = EcdsaSignature.Read(Der(Convert.FromHexString(r), Convert.FromHexString(s)))!;

        Assert.True(PortableP256.Verifies(SHA256.HashData("sample"u8), signature, Convert.FromHexString(x), Convert.FromHexString(y)));
        Assert.False(PortableP256.Verifies(SHA256.HashData("test"u8), signature, Convert.FromHexString(x), Convert.FromHexString(y)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("3000")]
    [InlineData("3006020101020101FF")] // something after it
    [InlineData("30070202000102010100")] // a zero too many
    [InlineData("3006020181020101")] // negative
    [InlineData("30060201010201")] // cut
    [InlineData("3006020001020101")] // no digits
    [InlineData("310602010102010100")]
    [InlineData("30810602010102010100")] // a length in a longer form
    public void Bytes_in_another_form_are_no_signature(string hex) => Assert.Null(EcdsaSignature.Read(Convert.FromHexString(hex)));

    private static bool Agree(TrustedKey key, byte[] hash, byte[] der)
    {
        var signature = EcdsaSignature.Read(der)!;
        var (system, portable) = (key.Verifies(hash, signature, bySystem: true), key.Verifies(hash, signature, bySystem: false));
        Assert.Equal(system, portable);
        return portable;
    }

    private static byte[] Der(byte[] r, byte[] s)
    {
        byte[] Integer(byte[] number)
        {
            var digits = number.AsSpan().TrimStart((byte)0).ToArray();
            digits = digits.Length == 0 || digits[0] >= 0x80 ? [0, .. digits] : digits;
            return [2, (byte)digits.Length, .. digits];
        }

        byte[] both = [.. Integer(r), .. Integer(s)];
        return [0x30, (byte)both.Length, .. both];
    }
}
