using System.Collections.Frozen;

namespace SreMcp.Policy;

/// <summary>Words to be found in names: <c>prod</c> as a whole word, <c>prod*</c>, <c>*prod</c> and <c>*prod*</c> also within one.</summary>
/// <remarks>
/// A whole word is also found when separators were put into it: <c>preprod</c> is found in <c>pre-prod</c> and <c>preProd</c>.
/// A word right after <c>non</c>, <c>not</c> or <c>pre</c> is another word: <c>prod</c> is not found in <c>non-prod</c>.
/// </remarks>
internal sealed class WordList
{
    private readonly FrozenSet<string> _whole;
    private readonly string[] _within;
    private readonly FrozenSet<string> _exceptWhole;
    private readonly string[] _exceptWithin;
    private readonly int _longest;

    public WordList(IReadOnlyCollection<string> words, IReadOnlyCollection<string> except)
    {
        _whole = words.Where(word => !word.Contains('*', StringComparison.Ordinal)).ToFrozenSet(StringComparer.Ordinal);
        _within = [.. words.Where(word => word.Contains('*', StringComparison.Ordinal))];
        _exceptWhole = except.Where(word => !word.Contains('*', StringComparison.Ordinal)).ToFrozenSet(StringComparer.Ordinal);
        _exceptWithin = [.. except.Where(word => word.Contains('*', StringComparison.Ordinal))];
        _longest = _whole.Count == 0 ? 0 : _whole.Max(word => word.Length);
    }

    /// <summary>The word of the list that the name has, without its stars; null when it has none.</summary>
    public string? FindIn(IReadOnlyList<IReadOnlyList<string>> readings)
    {
        foreach (var words in readings)
        {
            for (var index = 0; index < words.Count; index++)
            {
                var denied = index > 0 && words[index - 1] is ("non" or "not" or "pre");
                if (!denied && (Within(words[index]) ?? Joined(words, index)) is { } found)
                {
                    return found;
                }
            }
        }

        return null;
    }

    /// <summary>A listed word that begins at this word of the name and ends with one.</summary>
    private string? Joined(IReadOnlyList<string> words, int start)
    {
        var joined = "";
        for (var index = start; index < words.Count && joined.Length + words[index].Length <= _longest; index++)
        {
            joined += words[index];
            if (_whole.Contains(joined) && !_exceptWhole.Contains(joined))
            {
                return joined;
            }
        }

        return null;
    }

    private string? Within(string word)
    {
        if (_within.Length == 0 || _exceptWhole.Contains(word) || _exceptWithin.Any(pattern => Fits(pattern, word)))
        {
            return null;
        }

        return _within.FirstOrDefault(pattern => Fits(pattern, word))?.Trim('*');
    }

    private static bool Fits(string pattern, string word) => (pattern[0], pattern[^1]) switch
    {
        ('*', '*') => word.Contains(pattern.Trim('*'), StringComparison.Ordinal),
        ('*', _) => word.EndsWith(pattern[1..], StringComparison.Ordinal),
        _ => word.StartsWith(pattern[..^1], StringComparison.Ordinal),
    };
}
