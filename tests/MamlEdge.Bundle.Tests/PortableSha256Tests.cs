using System.Security.Cryptography;
using Xunit;

namespace MamlEdge.Bundle.Tests;

public sealed class PortableSha256Tests
{
    [Fact]
    public void It_gives_what_the_system_gives_for_every_length_around_the_blocks()
    {
        var data = new byte[1000];
        new Random(1).NextBytes(data);
        var hash = new byte[SystemSha256.Length];
        for (var length = 0; length <= data.Length; length++)
        {
            PortableSha256.Hash(data.AsSpan(0, length), hash);
            Assert.Equal(SHA256.HashData(data.AsSpan(0, length)), hash);
        }
    }

    // FIPS 180-4, examples of the standard.
    [Theory]
    [InlineData("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    public void It_gives_the_hashes_of_the_standard(string text, string expected)
    {
        var hash = new byte[SystemSha256.Length];
        PortableSha256.Hash(System.Text.Encoding.ASCII.GetBytes(text), hash);

        Assert.Equal(expected, Convert.ToHexStringLower(hash));
    }
}
