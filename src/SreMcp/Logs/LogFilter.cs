using System.Text;
using System.Text.RegularExpressions;
using SreMcp.Findings;
using SreMcp.Policy;

namespace SreMcp.Logs;

/// <summary>Which lines are wanted. Patterns see a line as the reader will see it, so that nobody can guess a secret by searching for it.</summary>
internal sealed class LogFilter
{
    private static readonly TimeSpan SearchLimit = TimeSpan.FromSeconds(1);

    private readonly Func<string, bool>? _include;
    private readonly Func<string, bool>? _exclude;
    private readonly LogLevel? _level;
    private readonly Redactor _redactor;

    /// <param name="include">Plain text in any case, or <c>/regular expression/</c>; null for everything.</param>
    /// <param name="level">Lines of this level and worse; null for all.</param>
    /// <exception cref="SreException">SRE0104 for an expression that cannot be searched in linear time.</exception>
    public LogFilter(string? include, string? exclude, LogLevel? level, Redactor redactor)
    {
        (_include, _exclude, _level, _redactor) = (Search(include, "include"), Search(exclude, "exclude"), level, redactor);
    }

    public bool IsEmpty => _include is null && _exclude is null && _level is null;

    /// <summary>True for a line to show. By level, a line that continues the one before shares its fate.</summary>
    /// <param name="before">Whether the line before it in the same log was wanted.</param>
    public bool Wants(ReadOnlySpan<byte> line, bool before) =>
        IsEmpty || (line is [(byte)' ' or (byte)'\t', ..] && _level is not null && _include is null ? before : IsWanted(line));

    private bool IsWanted(ReadOnlySpan<byte> line)
    {
        if (_level is { } least && LineTemplate.Of(line).Level < least)
        {
            return false;
        }

        if (_include is null && _exclude is null)
        {
            return true;
        }

        var text = Encoding.UTF8.GetString(line);
        return (_include is null || Finds(_include, text)) && (_exclude is null || !Finds(_exclude, text));
    }

    private bool Finds(Func<string, bool> search, string text) => search(text) && search(_redactor.Redact(text));

    private static Func<string, bool>? Search(string? pattern, string parameter)
    {
        if (pattern is not ['/', .. var expression, '/'])
        {
            return pattern is null ? null : text => text.Contains(pattern, StringComparison.OrdinalIgnoreCase);
        }

        try
        {
            return new Regex(expression, RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, SearchLimit).IsMatch;
        }
        catch (Exception unfit) when (unfit is ArgumentException or NotSupportedException)
        {
            throw new SreException(Errors.Arguments.Wrong, $"{parameter}: the expression cannot be used.", "Use plain text, or /…/ without backreferences and lookaround.", inner: unfit);
        }
    }
}
