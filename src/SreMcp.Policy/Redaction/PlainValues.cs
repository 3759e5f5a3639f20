using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace SreMcp.Policy;

/// <summary>Tells values that harm nobody from opaque ones, by the look of their words.</summary>
internal static class PlainValues
{
    private const int ShortestOpaque = 16;
    private const int LongestReference = 256;

    private static readonly FrozenSet<string> Empties = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "-", "~", "null", "nil", "none", "undefined", "empty", "true", "false", "yes", "no", "on", "off", "enabled", "disabled");

    private static readonly SearchValues<char> Between = SearchValues.Create(" \t\r\n\v\f,;|\"'`(){}[]<>");
    private static readonly SearchValues<char> BetweenWithAssignment = SearchValues.Create(" \t\r\n\v\f,;|\"'`(){}[]<>:=");
    private static readonly SearchValues<char> OpaqueCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_~.-%");

    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdefABCDEF");
    private static readonly SearchValues<char> Capitals = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ_");

    /// <summary>True for what stands where a secret would be: nothing, a boolean, a reference or a mask.</summary>
    public static bool IsPlaceholder(ReadOnlySpan<char> value)
    {
        value = value.Trim();
        return value.IsEmpty || IsMask(value) || Marker.IsAllOf(value)
            || (value.Length <= LongestReference && (Empties.GetAlternateLookup<ReadOnlySpan<char>>().Contains(value) || IsReference(value) || IsAngled(value)));
    }

    /// <summary>True when every word of the value is plainly harmless.</summary>
    public static bool IsPlain(ReadOnlySpan<char> value)
    {
        foreach (var range in value.SplitAny(Between))
        {
            if (!PlainWord.Is(value[range]))
            {
                return false;
            }
        }

        return true;
    }

    public static bool IsHexadecimal(ReadOnlySpan<char> value) => value.Trim() is { Length: > 0 } digits && !digits.ContainsAnyExcept(Hexadecimal);

    /// <summary>One word of at least 16 characters with letters and digits or mixed case, that no name, path, time or digest looks like.</summary>
    public static bool IsOpaque(ReadOnlySpan<char> word) =>
        word.Length >= ShortestOpaque
        && !word.ContainsAnyExcept(OpaqueCharacters)
        && word.ContainsAnyInRange('a', 'z') | word.ContainsAnyInRange('A', 'Z')
        && (word.ContainsAnyInRange('0', '9') || (word.ContainsAnyInRange('a', 'z') && word.ContainsAnyInRange('A', 'Z')))
        && !PlainWord.Is(word);

    /// <summary>Replaces the opaque words of a longer text and leaves the rest as it is.</summary>
    public static string ReplaceOpaque(string text, Func<string, string> fingerprint)
    {
        StringBuilder? clean = null;
        var copied = 0;
        foreach (var range in text.AsSpan().SplitAny(BetweenWithAssignment))
        {
            var (start, end) = (range.Start.Value, range.End.Value);
            if (IsOpaque(text.AsSpan(start, end - start)) && Marker.EndAround(text, start) < 0)
            {
                clean = (clean ?? new(text.Length)).Append(text, copied, start - copied).Append(fingerprint(text[start..end]));
                copied = end;
            }
        }

        return clean is null ? text : clean.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary><c>${DB_PASSWORD}</c>, <c>$(TOKEN)</c>, <c>{{ .Values.token }}</c>, <c>%TOKEN%</c>, <c>$TOKEN</c>.</summary>
    private static bool IsReference(ReadOnlySpan<char> value)
    {
        var isWrapped = (value.StartsWith("${") && value.EndsWith("}")) || (value.StartsWith("$(") && value.EndsWith(")"))
            || (value.StartsWith("{{") && value.EndsWith("}}")) || (value.Length > 3 && value[0] == '%' && value[^1] == '%');
        return isWrapped ? IsName(value.Trim("${}()% ")) : value[0] == '$' && !value[1..].ContainsAnyExcept(Capitals) && IsName(value[1..]);
    }

    private static bool IsMask(ReadOnlySpan<char> value) => value.Length > 2 && value[0] is '*' or 'x' or 'X' or '•' or '.' && !value.ContainsAnyExcept(value[0]);

    /// <summary><c>&lt;none&gt;</c>, what kubectl shows for a reference (<c>&lt;set to the key 'password' in secret 'db'&gt;</c>), and what a difference shows where nothing was: <c>(not set)</c>.</summary>
    private static bool IsAngled(ReadOnlySpan<char> value) =>
        value is "<set" or "(not" || value.StartsWith("<set to ") || (value[0] == '<' && value[^1] == '>' && !value.ContainsAnyInRange('0', '9'));

    private static bool IsName(ReadOnlySpan<char> text) => text.Length > 0 && !text.ContainsAnyExcept(OpaqueCharacters) && !IsOpaque(text);
}
