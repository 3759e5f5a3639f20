using System.Buffers;
using System.Runtime.InteropServices;

namespace SreMcp.Policy;

/// <summary>What stands behind a separator: quoted, escaped inside another string, bare, the rest of a header's line, or the block below a YAML key.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AssignedValue(int Start, int Length)
{
    /// <summary>What is read of a value that only an opaque look would hide, and of a reference.</summary>
    private const int LongestGlance = 257;
    private const int LongestGap = 32;

    private static readonly SearchValues<char> Stops = SearchValues.Create(" \t\r\n;\"<>`,&\\");
    private static readonly string[] Schemes = ["bearer ", "basic ", "digest ", "negotiate ", "token ", "apikey ", "aws4-hmac-sha256 "];

    public int End => Start + Length;

    public ReadOnlySpan<char> In(string text) => text.AsSpan(Start, Length);

    public static AssignedValue After(string text, int start, KeyKind kind)
    {
        for (var gap = 0; gap < LongestGap && start < text.Length && text[start] is ' ' or '\t'; gap++)
        {
            start++;
        }

        if (start >= text.Length || text[start] is '\r' or '\n' || IsStructure(text, start))
        {
            return new(start, 0);
        }

        var limit = kind is KeyKind.Secret or KeyKind.Header ? text.Length : Math.Min(text.Length, start + LongestGlance);
        if (Marker.StartsAt(text, start) && IsBoundary(text, start + Marker.Length))
        {
            return new(start, Marker.Length);
        }

        return kind is KeyKind.Header && text[start] is not ('"' or '\'') ? Header(text, start, limit)
            : YamlBlock.StartsAt(text, start) ? YamlBlock.Behind(text, start)
            : Quoted(text, start, limit) ?? Reference(text, start) ?? Bare(text, start, limit);
    }

    /// <summary>Letters only, as in running text.</summary>
    public bool IsWord(string text)
    {
        foreach (var character in In(text).TrimEnd(".,:;!?)"))
        {
            if (!char.IsAsciiLetter(character))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A list or an object is no value; what is in it has names of its own.</summary>
    private static bool IsStructure(string text, int start) =>
        text[start] is '{' or '[' && !Marker.StartsAt(text, start) && !text.AsSpan(start).StartsWith("{{");

    /// <summary><c>${NAME}</c>, <c>$(NAME)</c> and <c>{{ name }}</c>, blanks included, when nothing is glued to them.</summary>
    private static AssignedValue? Reference(string text, int start)
    {
        var rest = text.AsSpan(start, Math.Min(text.Length - start, LongestGlance));
        var close = rest.StartsWith("${") ? "}" : rest.StartsWith("$(") ? ")" : rest.StartsWith("{{") ? "}}" : null;
        var length = close is null ? -1 : rest.IndexOf(close);
        return length > 0 && IsBoundary(text, start + length + close!.Length) ? new(start, length + close.Length) : null;
    }

    /// <summary>Quotes with any number of backslashes before them end at the same number.</summary>
    private static AssignedValue? Quoted(string text, int start, int limit)
    {
        var quote = start;
        while (quote < limit && text[quote] == '\\')
        {
            quote++;
        }

        if (quote >= limit || text[quote] is not ('"' or '\'' or '`'))
        {
            return null;
        }

        var slashes = quote - start;
        var inner = quote + 1;
        for (var index = inner; index < limit; index++)
        {
            if (text[index] is '\n')
            {
                return new(inner, index - inner);
            }

            if (text[index] == text[quote] && SlashesBefore(text, index, inner) <= slashes)
            {
                var end = index - Math.Min(slashes, SlashesBefore(text, index, inner));
                return new(inner, end - inner);
            }
        }

        return new(inner, limit - inner);
    }

    private static int SlashesBefore(string text, int index, int floor)
    {
        var start = index;
        while (start > floor && text[start - 1] == '\\' && index - start < 8)
        {
            start--;
        }

        return index - start;
    }

    /// <summary>To the first blank, semicolon or closing quote; commas and ampersands end it only in front of another name.</summary>
    private static AssignedValue Bare(string text, int start, int limit)
    {
        var end = start;
        while (end < limit)
        {
            var found = text.AsSpan(end, limit - end).IndexOfAny(Stops);
            if (found < 0)
            {
                end = limit;
                break;
            }

            end += found;
            if (Marker.EndAround(text, end) is var behind and > 0 && behind <= limit)
            {
                end = behind;
            }
            else if (IsEnd(text, end, start))
            {
                break;
            }
            else
            {
                end++;
            }
        }

        return new(start, WithoutTail(text, start, end) - start);
    }

    /// <summary>Closing brackets and full stops belong to the sentence around the value, except the bracket of a marker.</summary>
    private static int WithoutTail(string text, int start, int end)
    {
        var last = end;
        while (last > start && text[last - 1] is ')' or '}' or ']' or '.' or ',' or '\'' && Marker.EndAround(text, last - 1) != last)
        {
            last--;
        }

        return last == start ? end : last;
    }

    private static bool IsEnd(string text, int at, int start) => text[at] switch
    {
        ',' or '&' => IsBoundary(text, at + 1) || NameFollows(text, at + 1),
        '"' or '`' => IsBoundary(text, at + 1),
        '\\' => at + 1 < text.Length && text[at + 1] is '"' or 'n' or 'r' or 't',
        '<' => at > start,
        _ => true,
    };

    private static bool NameFollows(string text, int start)
    {
        var end = start;
        while (end < text.Length && end - start < 40 && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '_' or '-' or '.' or '"' or '\'' or ' '))
        {
            end++;
        }

        return end > start && end < text.Length && text[end] is '=' or ':';
    }

    private static bool IsBoundary(string text, int index) => index >= text.Length || text[index] is ' ' or '\t' or '\r' or '\n' or ',' or ';' or ')' or ']' or '}' or '"' or '\'' or '\\' or '<' or '&';

    /// <summary>To the end of the line or of the string around it; the scheme stays readable.</summary>
    private static AssignedValue Header(string text, int start, int limit)
    {
        foreach (var scheme in Schemes)
        {
            if (text.AsSpan(start).StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            {
                start += scheme.Length;
                break;
            }
        }

        // What stands after a credential that is gone already is another cell of a table, or prose.
        if (Marker.StartsAt(text, start) && IsBoundary(text, start + Marker.Length))
        {
            return new(start, Marker.Length);
        }

        var length = text.AsSpan(start, Math.Max(limit - start, 0)).IndexOfAny("\r\n\"'\\");
        return new(start, length < 0 ? Math.Max(limit - start, 0) : length);
    }
}
