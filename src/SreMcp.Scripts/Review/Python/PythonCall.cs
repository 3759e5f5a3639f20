namespace SreMcp.Scripts.Review;

/// <summary>A call: its dotted name and the tokens between its parentheses.</summary>
internal sealed record PythonCall(string Name, PythonLine At, int Line, IReadOnlyList<CodeToken> Arguments)
{
    private const int CommandLimit = 2_000;
    private const int ArgumentLimit = 100;

    /// <summary>The part behind the last dot.</summary>
    public string Method => Name[(Name.LastIndexOf('.') + 1)..];

    /// <summary>True when it is given <c>name=value</c>.</summary>
    public bool Has(string name, string? value = null)
    {
        for (var index = 0; index + 2 < Arguments.Count + (value is null ? 1 : 0); index++)
        {
            if (Arguments[index].Text == name && index + 1 < Arguments.Count && Arguments[index + 1].Text == "=" && (value is null || (index + 2 < Arguments.Count && Arguments[index + 2].Text == value)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What it is told to run, as far as it is literal: one string, or the strings of a list.</summary>
    public string Command => Literal is { Length: > CommandLimit } text ? text[..CommandLimit] : Literal;

    private string Literal => Arguments.Count > 0 && Arguments[0].Text == "["
        ? string.Join(' ', Arguments.TakeWhile(token => token.Text != "]").Skip(1).Where(token => token.Text != ",").Select(token => token.Kind is CodeTokenKind.Text or CodeTokenKind.Template ? Word(token.Text) : "\"$value\""))
        : Arguments.FirstOrDefault(token => token.Kind is CodeTokenKind.Text or CodeTokenKind.Template) is { Text: { } text } ? text.Replace('{', '$').Replace("}", "", StringComparison.Ordinal) : "";

    public static IEnumerable<PythonCall> In(PythonLine line)
    {
        var tokens = line.Tokens;
        for (var index = 0; index < tokens.Count; index++)
        {
            if (tokens[index].Text != "(" || index is 0 || tokens[index - 1].Kind is not CodeTokenKind.Name || line.First is "def" or "class")
            {
                continue;
            }

            var start = index - 1;
            while (start >= 2 && tokens[start - 1].Text == "." && tokens[start - 2].Kind is CodeTokenKind.Name && index - start < 12)
            {
                start -= 2;
            }

            // Behind another call or an index only the method is known.
            var name = string.Concat(tokens.Skip(start).Take(index - start).Select(token => token.Text));
            yield return new(start > 0 && tokens[start - 1].Text == "." ? "." + name : name, line, tokens[start].Line, Inside(tokens, index));
        }
    }

    private static CodeToken[] Inside(List<CodeToken> tokens, int open)
    {
        var depth = 0;
        var end = open;
        for (; end < tokens.Count && end - open < ArgumentLimit; end++)
        {
            depth += tokens[end].Text switch { "(" when tokens[end].Kind is CodeTokenKind.Sign => 1, ")" when tokens[end].Kind is CodeTokenKind.Sign => -1, _ => 0 };
            if (depth is 0)
            {
                break;
            }
        }

        return [.. tokens.Skip(open + 1).Take(end - open - 1)];
    }

    private static string Word(string text) => text.Any(char.IsWhiteSpace) ? $"'{text.Replace("'", "", StringComparison.Ordinal)}'" : text;
}
