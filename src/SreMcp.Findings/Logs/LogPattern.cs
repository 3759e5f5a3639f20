using SreMcp.Policy;

namespace SreMcp.Findings;

/// <summary>What many lines of a log have in common.</summary>
public sealed record LogPattern
{
    /// <summary>Constant words with <c>*</c> for what varies. Written by others, like the lines.</summary>
    public required UntrustedText Template { get; init; }

    public required LogLevel Level { get; init; }

    /// <summary>Entries: a stack trace is one.</summary>
    public required long Count { get; init; }

    /// <summary>Lines, those of stack traces included.</summary>
    public required long Lines { get; init; }

    /// <summary>When the first and the last of them were written; null when the log has no times.</summary>
    public required DateTimeOffset? First { get; init; }

    public required DateTimeOffset? Last { get; init; }

    /// <summary>The first of them, cut at <see cref="LogPatterns.SampleLimit"/> bytes, with the head of its stack trace.</summary>
    public required UntrustedText Sample { get; init; }
}

/// <summary>A log as patterns, worst first, then the most frequent.</summary>
public sealed record LogSummary
{
    public required IReadOnlyList<LogPattern> Patterns { get; init; }

    public required long Lines { get; init; }

    public required long Entries { get; init; }

    /// <summary>Entries that fit no pattern since there were too many; 0 when every entry is in one.</summary>
    public required long Overflow { get; init; }

    /// <summary>Of them, those that are errors or worse.</summary>
    public required long OverflowErrors { get; init; }

    public long Errors => OverflowErrors + Patterns.Where(pattern => pattern.Level >= LogLevel.Error).Sum(pattern => pattern.Count);
}
