namespace SreMcp.Findings;

/// <summary>How bad a line is, worst last, so that levels can be compared.</summary>
public enum LogLevel
{
    Trace,
    Debug,

    /// <summary>Also what every line is that does not say.</summary>
    Info,
    Warning,
    Error,
    Fatal,
}

/// <summary>The words with which programs say a level.</summary>
internal static class LogLevelWords
{
    /// <summary>A word where a level stands: after a key such as <c>level</c>, in capitals, or in brackets.</summary>
    public static LogLevel? Of(ReadOnlySpan<byte> word)
    {
        Span<byte> lower = stackalloc byte[12];
        if (word.Length is < 1 or > 12)
        {
            return null;
        }

        for (var index = 0; index < word.Length; index++)
        {
            lower[index] = (byte)(word[index] | 0x20);
        }

        lower = lower[..word.Length];
        return lower switch
        {
            _ when lower.SequenceEqual("trace"u8) || lower.SequenceEqual("trc"u8) || lower.SequenceEqual("finest"u8) || lower.SequenceEqual("verbose"u8) => LogLevel.Trace,
            _ when lower.SequenceEqual("debug"u8) || lower.SequenceEqual("dbg"u8) || lower.SequenceEqual("fine"u8) => LogLevel.Debug,
            _ when lower.SequenceEqual("info"u8) || lower.SequenceEqual("inf"u8) || lower.SequenceEqual("notice"u8) || lower.SequenceEqual("information"u8) || lower.SequenceEqual("log"u8) => LogLevel.Info,
            _ when lower.SequenceEqual("warn"u8) || lower.SequenceEqual("warning"u8) || lower.SequenceEqual("wrn"u8) => LogLevel.Warning,
            _ when lower.SequenceEqual("error"u8) || lower.SequenceEqual("err"u8) || lower.SequenceEqual("severe"u8) || lower.SequenceEqual("fail"u8) => LogLevel.Error,
            _ when lower.SequenceEqual("fatal"u8) || lower.SequenceEqual("critical"u8) || lower.SequenceEqual("crit"u8) || lower.SequenceEqual("panic"u8) || lower.SequenceEqual("emerg"u8)
                || lower.SequenceEqual("emergency"u8) || lower.SequenceEqual("alert"u8) || lower.SequenceEqual("ftl"u8) => LogLevel.Fatal,
            _ => null,
        };
    }

    /// <summary>A word of a sentence that speaks of a failure, for lines that name no level.</summary>
    public static LogLevel? Implied(ReadOnlySpan<byte> word) => word.Length switch
    {
        < 5 => null,
        _ when Is(word, "panic"u8) || Is(word, "fatal"u8) || word.SequenceEqual("OOMKilled"u8) => LogLevel.Fatal,
        _ when Is(word, "error"u8) || Is(word, "errors"u8) || Is(word, "failed"u8) || Is(word, "failure"u8) || Is(word, "exception"u8) || Is(word, "traceback"u8) || Is(word, "refused"u8) || Is(word, "killed"u8)
            || word.EndsWith("Error"u8) || word.EndsWith("Exception"u8) => LogLevel.Error,
        _ when Is(word, "warning"u8) || Is(word, "denied"u8) || Is(word, "timeout"u8) || Is(word, "unable"u8) || Is(word, "deprecated"u8) => LogLevel.Warning,
        _ => null,
    };

    private static bool Is(ReadOnlySpan<byte> word, ReadOnlySpan<byte> lower) => System.Text.Ascii.EqualsIgnoreCase(word, lower);
}
