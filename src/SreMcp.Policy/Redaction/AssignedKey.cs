using System.Buffers;
using System.Runtime.InteropServices;

namespace SreMcp.Policy;

/// <summary>The name in front of a separator.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AssignedKey(int Start, int Length)
{
    public const int Longest = 80;

    private const int LongestGap = 8;

    private static readonly SearchValues<char> Punctuation = SearchValues.Create(" \t\r\n\"',{}-\\;");

    public ReadOnlySpan<char> In(string text) => text.AsSpan(Start, Length);

    /// <param name="floor">Text before this index is already spoken for.</param>
    public static AssignedKey Before(string text, int separator, int floor)
    {
        var end = separator;
        for (var gap = 0; gap < LongestGap && end > floor && text[end - 1] is ' ' or '\t'; gap++)
        {
            end--;
        }

        while (end > floor && separator - end < 2 * LongestGap && text[end - 1] is '"' or '\'' or '\\' or ']' or '`')
        {
            end--;
        }

        var start = end;
        while (start > floor && end - start < Longest && IsPart(text[start - 1]))
        {
            start--;
        }

        return new(start, end - start);
    }

    /// <summary>True inside names that are joined by colons (<c>arn:…:secret:payments</c>, <c>registry/secret-store:1.2</c>): there it names no value.</summary>
    public bool IsTightReference(string text, int separator) =>
        text[separator] == ':'
        && separator + 1 < text.Length
        && (text[separator + 1] == ':' || (!char.IsWhiteSpace(text[separator + 1]) && text[separator + 1] is not ('"' or '\'' or '\\' or '[')
            && ((Start > 0 && text[Start - 1] == ':') || In(text).Contains('/'))));

    /// <summary>True behind another word, as in <c>refreshing the token: denied</c>. A password is never prose.</summary>
    public bool IsProse(string text, int separator) =>
        text[separator] == ':' && Start > 1 && text[Start - 1] == ' ' && (char.IsAsciiLetter(text[Start - 2]) || text[Start - 2] is ')' or '"')
        && !In(text).Contains("pass", StringComparison.OrdinalIgnoreCase) && !In(text).Contains("pwd", StringComparison.OrdinalIgnoreCase);

    public static bool OnlyPunctuation(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(Punctuation);

    private static bool IsPart(char character) => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.' or '/';
}
