using System.Buffers;

namespace SreMcp.Policy;

/// <summary>A pattern for names: plain text in which <c>*</c> stands for any characters and <c>?</c> for one. Case does not matter.</summary>
public sealed class Glob
{
    private static readonly SearchValues<char> OtherLanguages = SearchValues.Create("[]{}()|^$\\");

    private readonly int _wild;
    private readonly bool _isOneStar;

    private Glob(string pattern)
    {
        Pattern = pattern;
        _wild = pattern.AsSpan().IndexOfAny('*', '?');
        _isOneStar = !IsLiteral && pattern[_wild] is '*' && pattern.AsSpan(_wild + 1).IndexOfAny('*', '?') < 0;
        Prefix = IsLiteral ? pattern : pattern[.._wild];
        Suffix = IsLiteral ? pattern : pattern[(pattern.AsSpan().LastIndexOfAny('*', '?') + 1)..];
    }

    public string Pattern { get; }

    /// <summary>True when it stands for one name only.</summary>
    public bool IsLiteral => _wild < 0;

    /// <summary>What every match begins with; the whole pattern when it is literal.</summary>
    public string Prefix { get; }

    /// <summary>What every match ends with; the whole pattern when it is literal.</summary>
    public string Suffix { get; }

    /// <summary>Why the text is no pattern; null when it is one.</summary>
    public static string? Fault(string pattern) => pattern switch
    {
        "" => "an empty pattern",
        { Length: > 512 } => "a pattern of more than 512 characters",
        _ when pattern.AsSpan().IndexOfAny(OtherLanguages) is >= 0 and var at => $"the character '{pattern[at]}' in a pattern",
        _ when pattern.Any(char.IsControl) => "a control character in a pattern",
        _ when pattern.Contains("**", StringComparison.Ordinal) => "two stars side by side",
        _ => null,
    };

    /// <exception cref="ArgumentException">When <see cref="Fault"/> says something.</exception>
    public static Glob Of(string pattern) => Fault(pattern) is { } fault ? throw new ArgumentException(fault, nameof(pattern)) : new(pattern);

    /// <summary>A pattern that stands for exactly this name, whatever characters it has.</summary>
    public static Glob Literal(string name) => new(name.Replace('*', '?'));

    public bool Matches(string name)
    {
        if (IsLiteral)
        {
            return string.Equals(name, Pattern, StringComparison.OrdinalIgnoreCase);
        }

        if (name.Length < Prefix.Length + Suffix.Length
            || !name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            || !name.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        return _isOneStar || MatchesWithin(name);
    }

    public override string ToString() => Pattern;

    private bool MatchesWithin(string name)
    {
        var (at, next) = (0, 0);
        var (star, resume) = (-1, 0);
        while (at < name.Length)
        {
            if (next < Pattern.Length && Pattern[next] is '*')
            {
                (star, resume) = (next++, at);
            }
            else if (next < Pattern.Length && (Pattern[next] is '?' || Same(Pattern[next], name[at])))
            {
                (at, next) = (at + 1, next + 1);
            }
            else if (star >= 0)
            {
                (at, next) = (++resume, star + 1);
            }
            else
            {
                return false;
            }
        }

        return Pattern.AsSpan(next).Trim('*').IsEmpty;
    }

    private static bool Same(char one, char other) => one == other || char.ToLowerInvariant(one) == char.ToLowerInvariant(other);
}
