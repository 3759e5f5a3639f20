namespace SreMcp.Scripts.Review;

/// <summary>Commands that a command carries as text: <c>bash -c</c>, <c>eval</c>, <c>trap</c>, <c>ssh</c>, a here-document for a shell.</summary>
internal static class EmbeddedText
{
    private static readonly HashSet<string> s_shells = new(StringComparer.Ordinal) { "bash", "sh", "dash", "zsh", "ksh", "ash", "su" };

    /// <summary>The text and the line on which it begins; null when there is none.</summary>
    public static (string Text, int Line)? Of(BashInvocation invocation)
    {
        var words = invocation.Words;
        var program = invocation.Program;
        if (words.Count is 0)
        {
            return null;
        }

        if (s_shells.Contains(program))
        {
            var at = words.Select((word, index) => (word, index)).FirstOrDefault(pair => pair.index > 0 && pair.word.Text.Length is > 1 and < 8 && pair.word.Text[0] == '-' && pair.word.Text[1] != '-' && pair.word.Text[^1] == 'c').index;
            return at > 0 && at + 1 < words.Count ? (words[at + 1].Text, words[at + 1].Line) : Document(invocation.Command);
        }

        return program switch
        {
            "eval" when words.Count > 1 => (string.Join(' ', words.Skip(1).Select(word => word.Text)), words[1].Line),
            "trap" when words.Count > 2 && words[1].Text is not ("-" or "" or "-p" or "-l") => (words[1].Text, words[1].Line),
            "ssh" when invocation.Positional.Count > 1 => (string.Join(' ', invocation.Positional.Skip(1).Select(word => word.Text)), invocation.Positional[1].Line),
            "ssh" => Document(invocation.Command),
            _ => null,
        };
    }

    private static (string Text, int Line)? Document(BashCommand command) =>
        command.Redirections.Find(redirection => redirection.Body is not null) is { Body: { } body } document ? (body, document.BodyLine) : null;
}
