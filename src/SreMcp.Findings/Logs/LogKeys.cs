using System.Collections.Frozen;
using System.Text;

namespace SreMcp.Findings;

/// <summary>What the value behind a key of a JSON or logfmt line is.</summary>
internal enum LogKey
{
    /// <summary>No key stands before the value.</summary>
    None,

    /// <summary>A value that varies: an id, a name, a number.</summary>
    Varying,

    /// <summary>A sentence or a class of things, whose words stay.</summary>
    Words,

    Level,

    /// <summary>An HTTP status, whose first digit stays.</summary>
    Status,
}

/// <summary>Keys whose values carry meaning; all others vary.</summary>
internal static class LogKeys
{
    private const int Longest = 24;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Levels =
        Set("level", "lvl", "severity", "loglevel", "levelname", "log.level", "severitytext", "priority", "@level");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Statuses =
        Set("status", "status_code", "statuscode", "response_code", "responsecode", "http_status", "code", "http.status_code");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Words = Set(
        "msg", "message", "error", "err", "reason", "errormessage", "error_message", "errorcode", "error_code", "exception", "exc_info", "cause", "log", "event", "eventname",
        "result", "outcome", "success", "state", "type", "kind", "detail", "details", "logger", "component", "module", "verb", "method", "stage", "phase", "description", "warning", "text", "@message", "short_message");

    public static LogKey Of(ReadOnlySpan<byte> key)
    {
        if (key.Length > Longest || !Ascii.IsValid(key))
        {
            return LogKey.Varying;
        }

        Span<char> lower = stackalloc char[Longest];
        lower = lower[..Encoding.ASCII.GetChars(key, lower)];
        foreach (ref var letter in lower)
        {
            letter = char.ToLowerInvariant(letter);
        }

        return Levels.Contains(lower) ? LogKey.Level
            : Statuses.Contains(lower) ? LogKey.Status
            : Words.Contains(lower) ? LogKey.Words
            : LogKey.Varying;
    }

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Set(params string[] names) =>
        names.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
}
