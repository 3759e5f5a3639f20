using System.Buffers;
using System.Text.RegularExpressions;

namespace SreMcp.Policy;

/// <summary>One word without blanks: plain when it is made of names, numbers and short suffixes, as systems and people write them.</summary>
internal static partial class PlainWord
{
    private const int LongestWord = 253;
    private const int LongestName = 24;
    private const int LongestNumber = 20;
    private const int LongestSuffix = 10;

    /// <summary>What generated suffixes may add up to: the hash of a ReplicaSet and the ending of its pod.</summary>
    private const int NoiseAllowed = 20;

    private static readonly SearchValues<char> Joints = SearchValues.Create("-_./:@%+=~#*?&$\\^");
    private static readonly SearchValues<char> Characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./:@%+=~#*?&$\\^…");

    private static readonly SearchValues<char> LettersAndDigits = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

    public static bool Is(ReadOnlySpan<char> word)
    {
        word = word.Trim(".,:;!?");
        if (word.Length == 0)
        {
            return true;
        }

        if (word.Length > LongestWord || word.ContainsAnyExcept(Characters))
        {
            return false;
        }

        return IsJoinedOfNames(WithoutIdentifier(word));
    }

    /// <summary>A UUID, a ULID, or a digest that says so.</summary>
    [GeneratedRegex(@"(?:^|[/:@._-])(?:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|[0-7][0-9A-HJKMNP-TV-Z]{25}|sha(?:1|256|512)[:/=-][0-9a-f]{40,128})$", RegexOptions.CultureInvariant, 5000)]
    private static partial Regex Identifier();

    /// <summary>What stands before it is judged by itself: <c>registry/payments@sha256:…</c>.</summary>
    private static ReadOnlySpan<char> WithoutIdentifier(ReadOnlySpan<char> word)
    {
        foreach (var match in Identifier().EnumerateMatches(word))
        {
            return word[..match.Index];
        }

        return word;
    }

    private static bool IsJoinedOfNames(ReadOnlySpan<char> word)
    {
        var noise = 0;
        foreach (var range in word.SplitAny(Joints))
        {
            var segment = word[range];
            if (IsNumber(segment) || IsName(segment) || IsNameWithNumber(segment))
            {
                continue;
            }

            if (!IsSuffix(segment))
            {
                return false;
            }

            noise += segment.Length;
        }

        return noise <= NoiseAllowed;
    }

    private static bool IsNumber(ReadOnlySpan<char> segment) => segment.Length <= LongestNumber && !segment.ContainsAnyExceptInRange('0', '9');

    /// <summary>Letters in one case, capitalised, or in camel case with humps as long as words have.</summary>
    private static bool IsName(ReadOnlySpan<char> segment)
    {
        var humps = 1;
        for (var index = 0; index < segment.Length; index++)
        {
            if (!char.IsAsciiLetter(segment[index]))
            {
                return false;
            }

            humps += index > 0 && char.IsAsciiLetterUpper(segment[index]) && char.IsAsciiLetterLower(segment[index - 1]) ? 1 : 0;
        }

        return humps == 1 ? segment.Length <= LongestName : segment.Length <= 3 * LongestName && segment.Length >= 4 * humps - 2;
    }

    /// <summary><c>payments2</c>, <c>v5</c>, <c>D4s</c>, <c>15m</c>, <c>512Mi</c>.</summary>
    private static bool IsNameWithNumber(ReadOnlySpan<char> segment)
    {
        var digits = segment.IndexOfAnyInRange('0', '9');
        if (digits < 0)
        {
            return false;
        }

        var rest = segment[digits..].TrimStart("0123456789");
        var number = segment.Length - digits - rest.Length;
        return number <= 6 && IsName(segment[..digits]) && rest.Length <= (digits == 0 ? 12 : 2) && IsName(rest);
    }

    private static bool IsSuffix(ReadOnlySpan<char> segment) =>
        segment.Length <= LongestSuffix && !segment.ContainsAnyExcept(LettersAndDigits)
        && (segment.Length <= 6 || !segment.ContainsAnyInRange('A', 'Z') || !segment.ContainsAnyInRange('a', 'z'));
}
