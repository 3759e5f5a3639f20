using System.Buffers;

namespace SreMcp.Policy;

/// <summary>What stands where a secret stood: <c>[redacted 3fa1b2c4]</c>. Redacting twice changes nothing, because markers are recognised.</summary>
internal static class Marker
{
    public const string Opening = "[redacted ";
    private const int Digits = 8;

    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    public static int Length => Opening.Length + Digits + 1;

    public static bool StartsAt(ReadOnlySpan<char> text, int index)
    {
        if (index < 0 || text.Length - index < Length || !text[index..].StartsWith(Opening))
        {
            return false;
        }

        var digits = text.Slice(index + Opening.Length, Digits);
        return !digits.ContainsAnyExcept(Hexadecimal) && text[index + Length - 1] == ']';
    }

    /// <summary>Where the marker around this index ends; -1 when the index is not inside one.</summary>
    public static int EndAround(ReadOnlySpan<char> text, int index)
    {
        for (var start = index; start > index - Length && start >= 0; start--)
        {
            if (StartsAt(text, start))
            {
                return start + Length;
            }
        }

        return -1;
    }

    /// <summary>True for a value that is one or more markers and nothing else but perhaps a size before them (<c>26 bytes [redacted 3fa1b2c4]</c>), so that nothing is left to redact.</summary>
    public static bool IsAllOf(ReadOnlySpan<char> value)
    {
        value = value.Trim();
        var index = SizeAtStart(value);
        while (StartsAt(value, index))
        {
            index += Length;
        }

        return index >= Length && index == value.Length;
    }

    private static int SizeAtStart(ReadOnlySpan<char> value)
    {
        const string Unit = " bytes ";
        var digits = value.IndexOfAnyExceptInRange('0', '9');
        return digits is > 0 and < 10 && value[digits..].StartsWith(Unit) ? digits + Unit.Length : 0;
    }
}
