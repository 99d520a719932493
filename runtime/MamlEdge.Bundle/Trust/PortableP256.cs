using System.Globalization;
using System.Numerics;

namespace MamlEdge.Bundle;

/// <summary>
/// Checks ECDSA signatures on the curve P-256 in plain C# (FIPS 186-5, section 6.4.2; curve of SP 800-186, section 3.2.1.3). For systems without a
/// cryptographic library, and for checking only: it handles nothing that is secret, and takes its time.
/// </summary>
internal static class PortableP256
{
    private static readonly BigInteger P = Hex("FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF");
    private static readonly BigInteger B = Hex("5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B");
    private static readonly BigInteger N = Hex("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");
    private static readonly Point G = new(
        Hex("6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296"),
        Hex("4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5"), BigInteger.One);

    /// <summary>Whether x and y are a point of the curve: y^2 = x^3 - 3 x + b.</summary>
    internal static bool IsOnCurve(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        var (a, b) = (Number(x), Number(y));
        return a < P && b < P && Mod((b * b) - (a * a * a) + (3 * a) - B).IsZero;
    }

    /// <summary>Whether (r, s) is a signature of a hash by the owner of a point of the curve.</summary>
    internal static bool Verifies(ReadOnlySpan<byte> hash, EcdsaSignature signature, ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        var (r, s) = (Number(signature.R), Number(signature.S));
        if (r.IsZero || s.IsZero || r >= N || s >= N)
            return false;
        var w = BigInteger.ModPow(s, N - 2, N);
        var sum = Sum(Number(hash) * w % N, r * w % N, new Point(Number(x), Number(y), BigInteger.One));
        // r is the sum's x modulo n; x = X / Z^2, which may be r or r + n.
        var square = Mod(sum.Z * sum.Z);
        return !sum.Z.IsZero && (Mod(r * square) == sum.X || (r + N < P && Mod((r + N) * square) == sum.X));
    }

    /// <summary>u G + v Q, both multiples in one pass over the bits.</summary>
    private static Point Sum(BigInteger u, BigInteger v, Point q)
    {
        var (both, sum) = (Add(G, q), default(Point));
        for (var bit = 255; bit >= 0; bit--)
        {
            sum = Double(sum);
            sum = (((u >> bit) & 1).IsOne, ((v >> bit) & 1).IsOne) switch
            {
                (true, true) => Add(sum, both),
                (true, false) => Add(sum, G),
                (false, true) => Add(sum, q),
                _ => sum,
            };
        }

        return sum;
    }

    private static Point Double(Point a)
    {
        if (a.Z.IsZero)
            return a;
        var (delta, gamma) = (Mod(a.Z * a.Z), Mod(a.Y * a.Y));
        var (beta, alpha) = (Mod(a.X * gamma), Mod(3 * (a.X - delta) * (a.X + delta)));
        var x = Mod((alpha * alpha) - (8 * beta));
        return new Point(x, Mod((alpha * ((4 * beta) - x)) - (8 * gamma * gamma)), Mod(2 * a.Y * a.Z));
    }

    private static Point Add(Point a, Point b)
    {
        if (a.Z.IsZero)
            return b;
        if (b.Z.IsZero)
            return a;
        var (aa, bb) = (Mod(a.Z * a.Z), Mod(b.Z * b.Z));
        var (u, s) = (Mod(a.X * bb), Mod(a.Y * b.Z * bb));
        var (h, r) = (Mod((b.X * aa) - u), Mod((b.Y * a.Z * aa) - s));
        if (h.IsZero)
            return r.IsZero ? Double(a) : default;
        var (square, cube) = (Mod(h * h), Mod(h * h * h));
        var x = Mod((r * r) - cube - (2 * u * square));
        return new Point(x, Mod((r * ((u * square) - x)) - (s * cube)), Mod(a.Z * b.Z * h));
    }

    private static BigInteger Mod(BigInteger value)
    {
        var rest = value % P;
        return rest.Sign < 0 ? rest + P : rest;
    }

    private static BigInteger Number(ReadOnlySpan<byte> bigEndian) => new(bigEndian, isUnsigned: true, isBigEndian: true);

    private static BigInteger Hex(string digits) => BigInteger.Parse("0" + digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>A point in Jacobian coordinates: x = X / Z^2, y = Y / Z^3; Z = 0 is the point at infinity.</summary>
    private readonly record struct Point(BigInteger X, BigInteger Y, BigInteger Z);
}
