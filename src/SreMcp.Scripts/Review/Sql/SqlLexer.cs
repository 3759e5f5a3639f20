using System.Runtime.InteropServices;

namespace SreMcp.Scripts.Review;

/// <summary>Reads PostgreSQL's SQL: comments that nest, strings, dollar quotes, quoted names. It never fails, and moves forward only.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct SqlLexer(string text, int firstLine)
{
    private const int KeptOfAText = 64 * 1024;
    private const int LongestTag = 64;

    private int _at;
    private int _line = firstLine;
    private int _depth;

    /// <summary>How often it moved.</summary>
    public long Steps { get; private set; }

    /// <summary>The next token; null at the end.</summary>
    public SqlToken? Next()
    {
        Skip();
        if (_at >= text.Length)
        {
            return null;
        }

        var (start, line) = (_at, _line);
        var current = text[_at];
        if (char.IsAsciiLetter(current) || current == '_' || current > 127)
        {
            return Word(start, line);
        }

        switch (current)
        {
            case '\'':
                return new(SqlTokenKind.Text, Quoted('\'', escapes: false), line, _depth);
            case '"':
                return new(SqlTokenKind.Name, Quoted('"', escapes: false), line, _depth);
            case '$' when Dollars() is { } body:
                return new(SqlTokenKind.Text, body, line, _depth);
            case '\\':
                Move(text.AsSpan(_at).IndexOf('\n') is var end and >= 0 ? end : text.Length - _at);
                return new(SqlTokenKind.Meta, text.Substring(start, Math.Min(_at - start, 200)), line, _depth);
            case '(':
                Move(1);
                return new(SqlTokenKind.Sign, "(", line, _depth++);
            case ')':
                Move(1);
                _depth = Math.Max(0, _depth - 1);
                return new(SqlTokenKind.Sign, ")", line, _depth);
            default:
                Move(1);
                return new(char.IsAsciiDigit(current) ? SqlTokenKind.Number : SqlTokenKind.Sign, current.ToString(), line, _depth);
        }
    }

    private SqlToken Word(int start, int line)
    {
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] is '_' or '$' || text[_at] > 127))
        {
            Move(1);
        }

        var word = text.Substring(start, Math.Min(_at - start, 200)).ToUpperInvariant();
        return word is "E" && _at < text.Length && text[_at] == '\'' ? new(SqlTokenKind.Text, Quoted('\'', escapes: true), line, _depth) : new(SqlTokenKind.Word, word, line, _depth);
    }

    private void Move(int count)
    {
        var end = Math.Min(_at + count, text.Length);
        for (; _at < end; _at++)
        {
            _line += text[_at] == '\n' ? 1 : 0;
            Steps++;
        }
    }

    /// <summary>Blanks and comments of both kinds.</summary>
    private void Skip()
    {
        while (_at < text.Length)
        {
            if (char.IsWhiteSpace(text[_at]) || text[_at] == '\0')
            {
                Move(1);
            }
            else if (text[_at] == '-' && Peek(1) == '-')
            {
                Move(text.AsSpan(_at).IndexOf('\n') is var end and >= 0 ? end : text.Length - _at);
            }
            else if (text[_at] == '/' && Peek(1) == '*')
            {
                Comment();
            }
            else
            {
                return;
            }
        }
    }

    private void Comment()
    {
        var open = 0;
        do
        {
            var delta = text[_at] == '/' && Peek(1) == '*' ? 1 : text[_at] == '*' && Peek(1) == '/' ? -1 : 0;
            open += delta;
            Move(delta is 0 ? 1 : 2);
        }
        while (open > 0 && _at < text.Length);
    }

    private readonly char Peek(int offset) => _at + offset < text.Length ? text[_at + offset] : '\0';

    private string Quoted(char quote, bool escapes)
    {
        Move(1);
        var start = _at;
        while (_at < text.Length)
        {
            if (escapes && text[_at] == '\\')
            {
                Move(2);
            }
            else if (text[_at] != quote)
            {
                Move(1);
            }
            else if (Peek(1) == quote)
            {
                Move(2);
            }
            else
            {
                break;
            }
        }

        var inner = text.Substring(start, Math.Min(_at - start, KeptOfAText));
        Move(1);
        return inner;
    }

    /// <summary>The text between <c>$tag$</c> and the next <c>$tag$</c>; null when no such quote begins here.</summary>
    private string? Dollars()
    {
        var length = 1;
        while (length < LongestTag && (char.IsAsciiLetterOrDigit(Peek(length)) || Peek(length) == '_'))
        {
            length++;
        }

        if (Peek(length) != '$' || char.IsAsciiDigit(Peek(1)))
        {
            return null;
        }

        var tag = text.Substring(_at, length + 1);
        Move(tag.Length);
        var found = text.AsSpan(_at).IndexOf(tag, StringComparison.Ordinal);
        var inner = text.Substring(_at, Math.Min(found < 0 ? text.Length - _at : found, KeptOfAText));
        Move(found < 0 ? text.Length - _at : found + tag.Length);
        return inner;
    }
}
