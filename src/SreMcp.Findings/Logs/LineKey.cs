using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SreMcp.Findings;

/// <summary>
/// A line with every token that holds a digit reduced to what its template can depend on: two lines with one key have one
/// template, and most lines of a log have the key of an earlier one. For one thread.
/// </summary>
internal sealed class LineKey
{
    /// <summary>Bytes of the longest line that has a key.</summary>
    public const int Longest = 2048;

    private const int Chunk = 64;
    private const int Lane = 32;

    // No line holds these: see PlainLine.
    private const byte OfTwoDigits = 0x16;
    private const byte OfThreeDigits = 0x17;
    private const byte OfKlog = 0x18;
    private const byte First = 0x10;

    /// <summary>What a byte is, by its value.</summary>
    private static readonly Is[] Classes = [.. Enumerable.Range(0, 256).Select(value => ClassOf((byte)value))];

    private readonly byte[] _key = new byte[Longest + (2 * Lane)];
    private readonly byte[] _tail = new byte[Chunk];
    private readonly int[] _significant = new int[Longest];
    private int _length;
    private int _copied;
    private int _significantCount;

    public ReadOnlySpan<byte> Bytes => _key.AsSpan(0, _length);

    /// <summary>The digits that the key keeps, as offsets into the line.</summary>
    public ReadOnlySpan<int> Significant => _significant.AsSpan(0, _significantCount);

    /// <param name="line">As <see cref="PlainLine"/> makes it, at most <see cref="Longest"/> bytes.</param>
    public void Read(ReadOnlySpan<byte> line)
    {
        (_length, _copied, _significantCount) = (0, 0, 0);
        for (var chunk = 0; chunk < line.Length; chunk += Chunk)
        {
            var (tokens, digits) = Classify(line, chunk);
            digits &= From(_copied - chunk);
            while (digits != 0)
            {
                var place = BitOperations.TrailingZeroCount(digits);
                var before = ~tokens & ~From(place);
                var start = before == 0 ? StartBefore(line, chunk) : chunk + Chunk - BitOperations.LeadingZeroCount(before);
                var end = place + BitOperations.TrailingZeroCount(~tokens >> place);
                end = end >= Chunk ? EndAfter(line, chunk + Chunk) : chunk + end;
                Keep(line, start);
                Reduce(line, start, end);
                _copied = end;
                digits &= From(end - chunk);
            }
        }

        Keep(line, line.Length);
    }

    public uint Hash()
    {
        _key.AsSpan(_length, Lane).Clear();
        ref var from = ref MemoryMarshal.GetArrayDataReference(_key);
        var (hash, prime) = (Vector256.Create((uint)_length), Vector256.Create(0x9E3779B1u));
        for (nuint place = 0; place < (nuint)_length; place += Lane)
        {
            hash = (hash ^ Vector256.LoadUnsafe(ref from, place).AsUInt32()) * prime;
            hash ^= hash >>> 15;
        }

        var sum = 0ul;
        for (var lane = 0; lane < 4; lane++)
        {
            sum = BitOperations.RotateLeft((sum ^ hash.AsUInt64().GetElement(lane)) * 0x9E3779B97F4A7C15, 29);
        }

        return (uint)((sum * 0x9E3779B97F4A7C15) >> 32);
    }

    /// <summary>One bit for each byte: whether it belongs to a token, and whether it is a digit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (ulong Tokens, ulong Digits) Classify(ReadOnlySpan<byte> line, int chunk)
    {
        ReadOnlySpan<byte> bytes;
        if (line.Length - chunk >= Chunk)
        {
            bytes = line.Slice(chunk, Chunk);
        }
        else
        {
            _tail.AsSpan().Fill((byte)' ');
            line[chunk..].CopyTo(_tail);
            bytes = _tail;
        }

        ref var from = ref MemoryMarshal.GetReference(bytes);
        var (low, lowDigits) = Classify(Vector256.LoadUnsafe(ref from));
        var (high, highDigits) = Classify(Vector256.LoadUnsafe(ref from, Lane));
        return (low | ((ulong)high << Lane), lowDigits | ((ulong)highDigits << Lane));
    }

    /// <summary>The bytes of <see cref="TemplateReader.InTokens"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (uint Tokens, uint Digits) Classify(Vector256<byte> bytes)
    {
        var digits = Vector256.LessThanOrEqual(bytes - Vector256.Create((byte)'0'), Vector256.Create((byte)9));
        var letters = Vector256.LessThanOrEqual((bytes | Vector256.Create((byte)0x20)) - Vector256.Create((byte)'a'), Vector256.Create((byte)25));
        var marks = Vector256.LessThanOrEqual(bytes - Vector256.Create((byte)'#'), Vector256.Create((byte)3))
            | Vector256.LessThanOrEqual(bytes - Vector256.Create((byte)'*'), Vector256.Create((byte)1))
            | Vector256.LessThanOrEqual(bytes - Vector256.Create((byte)'-'), Vector256.Create((byte)1))
            | Vector256.Equals(bytes, Vector256.Create((byte)'!')) | Vector256.Equals(bytes, Vector256.Create((byte)'@'))
            | Vector256.Equals(bytes, Vector256.Create((byte)'_')) | Vector256.Equals(bytes, Vector256.Create((byte)'~'));

        // Bytes above 127 have the bit that is extracted.
        return ((digits | letters | marks | bytes).ExtractMostSignificantBits(), digits.ExtractMostSignificantBits());
    }

    /// <summary>All bits from a place on.</summary>
    private static ulong From(int place) => place <= 0 ? ulong.MaxValue : place >= Chunk ? 0 : ulong.MaxValue << place;

    private int StartBefore(ReadOnlySpan<byte> line, int place)
    {
        while (place > _copied && (Classes[line[place - 1]] & Is.InToken) != Is.None)
        {
            place--;
        }

        return place;
    }

    private static int EndAfter(ReadOnlySpan<byte> line, int place)
    {
        while (place < line.Length && (Classes[line[place]] & Is.InToken) != Is.None)
        {
            place++;
        }

        return Math.Min(place, line.Length);
    }

    /// <summary>Copies what stands between the last reduced token and <paramref name="end"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Keep(ReadOnlySpan<byte> line, int end)
    {
        var length = end - _copied;
        if (length <= Lane && _copied + Lane <= line.Length)
        {
            Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(line), (nuint)_copied).StoreUnsafe(ref MemoryMarshal.GetArrayDataReference(_key), (nuint)_length);
        }
        else
        {
            line[_copied..end].CopyTo(_key.AsSpan(_length));
        }

        _length += length;
    }

    /// <summary>Statuses, numeric levels and the heads of klog keep a letter of theirs; of all others it matters how they begin and end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Reduce(ReadOnlySpan<byte> line, int start, int end)
    {
        var token = line[start..end];
        var (first, last) = (Classes[token[0]], Classes[token[^1]]);
        if (token.Length is 2 or 3 && (first & last & Is.Digit) != Is.None && (Classes[token[1]] & Is.Digit) != Is.None && MayBeValue(line, start))
        {
            _significant[_significantCount++] = start;
            _key[_length++] = token[0];
            _key[_length++] = token.Length is 2 ? OfTwoDigits : OfThreeDigits;
        }
        else if (token.Length is TokenShape.KlogLength && (first & Is.Digit) == Is.None && TokenShape.IsKlogHead(token, before: 0))
        {
            _key[_length++] = token[0];
            _key[_length++] = OfKlog;
        }
        else
        {
            var begins = (first & Is.Digit) != Is.None ? 0 : (first & Is.Letter) != Is.None ? 2 : 4;
            _key[_length++] = (byte)(First + begins + ((last & (Is.Digit | Is.Letter)) != Is.None ? 1 : 0));
        }
    }

    /// <summary>False where no key or quote can stand right before a token: behind another token, in a list.</summary>
    private static bool MayBeValue(ReadOnlySpan<byte> line, int start)
    {
        if (start <= 1 || line[start - 1] is (byte)'=')
        {
            return start > 0;
        }

        return ((Classes[line[start - 1]] | Classes[line[start - 2]]) & Is.KeyEnd) == Is.None && (Classes[line[start - 2]] & Is.InToken) == Is.None;
    }

    private static Is ClassOf(byte value) =>
        (TemplateReader.InTokens.Contains(value) ? Is.InToken : Is.None)
        | (char.IsAsciiLetter((char)value) ? Is.Letter : Is.None)
        | (char.IsAsciiDigit((char)value) ? Is.Digit : Is.None)
        | (",;[]{}"u8.Contains(value) ? Is.KeyEnd : Is.None);

    [Flags]
    private enum Is : byte
    {
        None = 0,
        InToken = 1,
        Letter = 2,
        Digit = 4,

        /// <summary>No key reaches over it to a value.</summary>
        KeyEnd = 8,
    }
}
