namespace SreMcp.Scripts;

/// <summary>A Markdown code span: nothing inside is markup, HTML, a link, a mention or a reference.</summary>
internal static class MarkdownCode
{
    /// <summary>The fence is one backtick longer than any run inside, so that the value cannot end the span.</summary>
    /// <exception cref="SreException">SRE0605 for a line break, since a blank line would end the paragraph and the span with it.</exception>
    public static string Quote(string value)
    {
        if (Quotable.Check(value, "Markdown").AsSpan().ContainsAny('\n', '\r'))
        {
            throw new SreException(Errors.Templates.Unquotable, "A value holds a line break, which a Markdown code span cannot carry.");
        }

        var fence = new string('`', LongestRun(value) + 1);

        // One space on both sides is taken off again when the span is shown, unless there are only spaces inside.
        var isBlank = value.AsSpan().Trim(' ').IsEmpty && value.Length > 0;
        var pad = !isBlank && (value.Length is 0 || value[0] is '`' or ' ' || value[^1] is '`' or ' ') ? " " : "";
        return $"{fence}{pad}{value}{pad}{fence}";
    }

    private static int LongestRun(string value)
    {
        var (longest, run) = (0, 0);
        foreach (var character in value)
        {
            run = character == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}
