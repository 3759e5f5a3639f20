using System.Runtime.InteropServices;

namespace SreMcp.Scripts.Review;

internal enum CodeTokenKind
{
    Name,

    /// <summary>A string; its text is what stands between the quotes.</summary>
    Text,

    /// <summary>A string that values are put into.</summary>
    Template,
    Number,
    Sign,
}

/// <summary>A token of a language that is read lightly.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CodeToken(CodeTokenKind Kind, string Text, int Line);

/// <summary>A logical line of Python: brackets and strings may carry it over several lines of the file.</summary>
internal sealed class PythonLine(int indent, int line)
{
    public int Indent { get; } = indent;

    public int Line { get; } = line;

    public List<CodeToken> Tokens { get; } = [];

    /// <summary>The line with the colon that this one is below; null at the top.</summary>
    public PythonLine? Parent { get; set; }

    /// <summary>The <c>if</c> or <c>try</c> that an <c>else</c>, <c>elif</c> or <c>except</c> goes with.</summary>
    public PythonLine? GoesWith { get; set; }

    public string First => Tokens.Count > 0 ? Tokens[0].Text : "";

    public IEnumerable<PythonLine> Around()
    {
        for (var around = Parent; around is not null; around = around.Parent)
        {
            yield return around;
        }
    }
}

/// <summary>Reads Python into logical lines: strings of every kind, comments, brackets, continued lines, indentation. It never fails.</summary>
internal sealed class PythonLexer(string text)
{
    private const int KeptOfAText = 16 * 1024;
    private const int LineLimit = 20_000;
    private const int DepthLimit = 100;

    private readonly List<PythonLine> _lines = [];
    private int _at;
    private int _number = 1;

    /// <summary>How often it moved.</summary>
    public long Steps { get; private set; }

    public IReadOnlyList<PythonLine> Read()
    {
        while (_at < text.Length && _lines.Count < LineLimit)
        {
            var line = new PythonLine(Indent(), _number);
            Tokens(line);
            if (line.Tokens.Count > 0)
            {
                _lines.Add(line);
            }
        }

        Nest();
        return _lines;
    }

    private void Move(int count = 1)
    {
        for (var index = 0; index < count && _at < text.Length; index++, _at++)
        {
            _number += text[_at] == '\n' ? 1 : 0;
            Steps++;
        }
    }

    private char Peek(int offset) => _at + offset < text.Length ? text[_at + offset] : '\0';

    private int Indent()
    {
        var indent = 0;
        while (_at < text.Length && text[_at] is ' ' or '\t')
        {
            indent += text[_at] == '\t' ? 8 : 1;
            Move();
        }

        return indent;
    }

    /// <summary>To the end of the logical line.</summary>
    private void Tokens(PythonLine line)
    {
        var open = 0;
        while (_at < text.Length)
        {
            var current = text[_at];
            if (current == '\n' && open <= 0)
            {
                Move();
                return;
            }

            if (current == '#')
            {
                while (_at < text.Length && text[_at] != '\n')
                {
                    Move();
                }
            }
            else if (current == '\\' && Peek(1) is '\n' or '\r')
            {
                Move(Peek(1) == '\r' ? 3 : 2);
            }
            else if (char.IsWhiteSpace(current) || current == '\0')
            {
                Move();
            }
            else if (current is '"' or '\'')
            {
                line.Tokens.Add(String(isTemplate: false, isRaw: false));
            }
            else if (char.IsLetter(current) || current == '_')
            {
                Name(line);
            }
            else
            {
                open += current switch { '(' or '[' or '{' => 1, ')' or ']' or '}' => -1, _ => 0 };
                line.Tokens.Add(new(char.IsAsciiDigit(current) ? CodeTokenKind.Number : CodeTokenKind.Sign, current.ToString(), _number));
                Move();
            }
        }
    }

    private void Name(PythonLine line)
    {
        var (start, number) = (_at, _number);
        while (_at < text.Length && (char.IsLetterOrDigit(text[_at]) || text[_at] == '_'))
        {
            Move();
        }

        var name = text.Substring(start, Math.Min(_at - start, 200));
        if (_at < text.Length && text[_at] is '"' or '\'' && name.Length <= 2 && name.All(letter => "rbfuRBFU".Contains(letter, StringComparison.Ordinal)))
        {
            line.Tokens.Add(String(name.Contains('f', StringComparison.OrdinalIgnoreCase), name.Contains('r', StringComparison.OrdinalIgnoreCase)));
            return;
        }

        line.Tokens.Add(new(CodeTokenKind.Name, name, number));
    }

    private CodeToken String(bool isTemplate, bool isRaw)
    {
        var (quote, line) = (text[_at], _number);
        var length = Peek(1) == quote && Peek(2) == quote ? 3 : 1;
        Move(length);
        var start = _at;
        while (_at < text.Length && !(text[_at] == quote && (length is 1 || (Peek(1) == quote && Peek(2) == quote))) && (length is 3 || text[_at] != '\n'))
        {
            Move(text[_at] == '\\' && !isRaw ? 2 : 1);
        }

        var inner = text.Substring(start, Math.Min(Math.Min(_at, text.Length) - start, KeptOfAText));
        if (_at < text.Length && text[_at] == quote)
        {
            Move(length);
        }

        return new(isTemplate ? CodeTokenKind.Template : CodeTokenKind.Text, inner, line);
    }

    /// <summary>What each line is below, by indentation.</summary>
    private void Nest()
    {
        List<PythonLine> open = [];
        foreach (var line in _lines)
        {
            PythonLine? same = null;
            while (open.Count > 0 && open[^1].Indent >= line.Indent)
            {
                same = open[^1].Indent == line.Indent ? open[^1] : same;
                open.RemoveAt(open.Count - 1);
            }

            line.Parent = open.Count > 0 ? open[^1] : null;
            line.GoesWith = line.First is "else" or "elif" or "except" or "finally" ? same : null;
            if (line.Tokens[^1].Text == ":" && open.Count < DepthLimit)
            {
                open.Add(line);
            }
            else if (line.Tokens.Exists(token => token.Text == ":") && line.First is "if" or "for" or "while" or "with" or "else" or "try" or "except" && open.Count < DepthLimit)
            {
                // A body on the same line: nothing is below it, but an else may go with it.
                open.Add(line);
            }
        }
    }
}
