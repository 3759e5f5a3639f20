using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SreMcp.Store;

/// <summary>A ULID: 48 bits of Unix milliseconds and 80 random bits in Crockford's base 32, 26 characters. Sorts by time.</summary>
public static class TimeOrderedId
{
    public const int Length = 26;

    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    public static string New(TimeProvider clock)
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        var random = BinaryPrimitives.ReadUInt128BigEndian(bytes) & ((UInt128.One << 80) - 1);
        var value = ((UInt128)(ulong)clock.GetUtcNow().ToUnixTimeMilliseconds() << 80) | random;
        return string.Create(Length, value, static (text, rest) =>
        {
            for (var index = text.Length - 1; index >= 0; index--)
            {
                text[index] = Alphabet[(int)(rest & 31)];
                rest >>= 5;
            }
        });
    }
}
