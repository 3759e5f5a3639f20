using System.Text;
using System.Text.RegularExpressions;
using SreMcp.Policy;

namespace SreMcp.Store;

/// <summary>Some lines of a kept result.</summary>
/// <param name="FirstLine">From 1.</param>
/// <param name="NextLine">Where to go on; null at the end.</param>
/// <param name="Matches">How many lines matched in all; null when nothing was searched.</param>
public sealed record ResultPart(UntrustedText Text, int FirstLine, int? NextLine, int Lines, int? Matches);

/// <summary>An answer that was kept whole. It quotes others, so it comes back untrusted and is fenced again.</summary>
/// <param name="WasCut">It was longer than what is kept.</param>
public sealed record KeptResult(string Id, string Session, string Tool, DateTimeOffset Kept, bool WasCut, string Text)
{
    private static readonly TimeSpan SearchLimit = TimeSpan.FromSeconds(2);

    private string[]? _lines;

    private string[] AllLines => _lines ??= Text.Split('\n');

    /// <summary>Whole lines from <paramref name="fromLine"/> (1 and up) that fit into <paramref name="characters"/>; a longer line is cut.</summary>
    public ResultPart Page(int fromLine, int characters)
    {
        var first = Math.Max(fromLine, 1);
        StringBuilder part = new();
        var line = first;
        for (; line <= AllLines.Length; line++)
        {
            var text = AllLines[line - 1];
            if (part.Length > 0 && part.Length + text.Length > characters)
            {
                break;
            }

            part.Append(text.AsSpan(0, Math.Min(text.Length, Math.Max(characters, 1)))).Append('\n');
        }

        return new(new(part.ToString()), first, line <= AllLines.Length ? line : null, AllLines.Length, Matches: null);
    }

    /// <summary>Lines that match, with their numbers, from <paramref name="fromLine"/> on. Upper and lower case are the same.</summary>
    /// <exception cref="SreException">SRE0509 for a pattern that cannot be searched in bounded time.</exception>
    public ResultPart Search(string pattern, int fromLine, int characters)
    {
        var search = Compile(pattern);
        var first = Math.Max(fromLine, 1);
        StringBuilder part = new();
        int? next = null;
        var matches = 0;
        for (var line = 1; line <= AllLines.Length; line++)
        {
            var text = AllLines[line - 1];
            if (!Matches(search, text))
            {
                continue;
            }

            matches++;
            if (line < first || next is not null)
            {
                continue;
            }

            if (part.Length > 0 && part.Length + text.Length > characters)
            {
                next = line;
                continue;
            }

            part.Append(line).Append(": ").Append(text.AsSpan(0, Math.Min(text.Length, Math.Max(characters, 1)))).Append('\n');
        }

        return new(new(part.ToString()), first, next, AllLines.Length, matches);
    }

    private static bool Matches(Regex search, string text)
    {
        try
        {
            return search.IsMatch(text);
        }
        catch (RegexMatchTimeoutException slow)
        {
            throw new SreException(Errors.Stores.BadPattern, "The search took longer than 2 s.", inner: slow);
        }
    }

    private static Regex Compile(string pattern)
    {
        try
        {
            return new(pattern, RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, SearchLimit);
        }
        catch (Exception unfit) when (unfit is ArgumentException or NotSupportedException)
        {
            throw new SreException(Errors.Stores.BadPattern, $"«{TextCleaner.OneLine(pattern, 100)}» cannot be used.", inner: unfit);
        }
    }
}
