namespace SreMcp.Answers;

/// <summary>Keeps an answer small enough for a model's window, and says what was left out and how to get it.</summary>
internal static class Budget
{
    /// <summary>No answer is longer than this, in characters, whatever the configuration says.</summary>
    public const int Ceiling = 48_000;

    /// <summary>Bytes that we count as one token.</summary>
    public const int BytesPerToken = 4;

    /// <summary>Cuts at the end of a line.</summary>
    /// <param name="tokens">The budget in tokens of <see cref="BytesPerToken"/> bytes.</param>
    /// <param name="keep">Keeps the whole text and returns the id to read it by; null when it could not be kept.</param>
    public static string Cut(string text, int tokens, string nonce, Func<string, string?> keep)
    {
        var limit = Math.Min(tokens * BytesPerToken, Ceiling);
        if (text.Length <= limit)
        {
            return text;
        }

        var end = text.LastIndexOf('\n', limit);
        end = end > limit / 2 ? end : limit;
        if (char.IsHighSurrogate(text[end - 1]))
        {
            end--;
        }

        var head = text[..end];
        var open = head.LastIndexOf($"<{nonce}|", StringComparison.Ordinal) > head.LastIndexOf($"|{nonce}>", StringComparison.Ordinal);
        var left = text.AsSpan(end).Count('\n') + 1;
        var id = keep(text);
        var how = id is null ? "The rest could not be kept; narrow the call." : $"The rest: read_result id={id} (or with grep=…).";
        return $"{head}{(open ? $"\n|{nonce}>" : "")}\n… {left} more lines left out. {how}";
    }
}
