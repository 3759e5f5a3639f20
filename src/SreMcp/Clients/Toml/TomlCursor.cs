using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SreMcp.Policy;

namespace SreMcp.Clients.Toml;

/// <summary>A place in a TOML text that moves forward over its smallest parts.</summary>
internal sealed partial class TomlCursor(string shown, string text)
{
    public int Position { get; private set; }

    public bool IsAtEnd => Position >= text.Length;

    /// <summary>The next character; NUL at the end.</summary>
    public char Next => IsAtEnd ? '\0' : text[Position];

    public void SkipBlanks()
    {
        while (Next is ' ' or '\t')
        {
            Position++;
        }
    }

    /// <summary>Blanks, line breaks and comments.</summary>
    public void SkipLines()
    {
        for (SkipBlanks(); Next is '#' or '\n' or '\r'; SkipBlanks())
        {
            if (Next is '#')
            {
                SkipComment();
            }
            else
            {
                TakeLineBreak();
            }
        }
    }

    public bool TryTake(char expected)
    {
        if (Next != expected || IsAtEnd)
        {
            return false;
        }

        Position++;
        return true;
    }

    public void Expect(char expected)
    {
        if (!TryTake(expected))
        {
            throw Error(Found(), $"'{expected}'");
        }
    }

    public void ExpectEndOfLine()
    {
        SkipBlanks();
        if (Next is '#')
        {
            SkipComment();
        }

        if (!IsAtEnd)
        {
            TakeLineBreak();
        }
    }

    public string TakeKey()
    {
        if (Next is '"' or '\'')
        {
            return text.AsSpan(Position).StartsWith("\"\"\"") || text.AsSpan(Position).StartsWith("'''") ? throw Error("a text of several lines as a key", "a key") : TakeText();
        }

        var start = Position;
        while (char.IsAsciiLetterOrDigit(Next) || Next is '-' or '_')
        {
            Position++;
        }

        return Position > start ? text[start..Position] : throw Error(Found(), "a key");
    }

    /// <summary>A string of any of the four kinds.</summary>
    public string TakeText()
    {
        var quote = Next;
        var isLong = text.AsSpan(Position).StartsWith(new string(quote, 3));
        var start = Position;
        Position += isLong ? 3 : 1;
        var value = new StringBuilder();
        while (true)
        {
            if (IsAtEnd || (!isLong && Next is '\n' or '\r'))
            {
                throw Error("a text without its closing quote", $"{quote}", start);
            }

            if (Next == quote && (!isLong || text.AsSpan(Position).StartsWith(new string(quote, 3))))
            {
                return Close(quote, isLong, value);
            }

            value.Append(quote is '"' && Next is '\\' ? TakeEscape(isLong) : TakeCharacter(isLong));
        }
    }

    /// <summary>A number, a truth value or a time.</summary>
    public string TakePlain()
    {
        var start = Position;
        while (char.IsAsciiLetterOrDigit(Next) || Next is '+' or '-' or '_' or '.' or ':' || (Next is ' ' && IsBetweenDateAndTime(start)))
        {
            Position++;
        }

        var word = text[start..Position];
        return PlainForm().IsMatch(word) ? word : throw Error(word.Length is 0 ? Found() : "a word that is no value", "a value; text stands in quotes", start);
    }

    public SreException Error(string found, string expected, int? at = null) =>
        new(Errors.Commands.ClientFileMalformed, $"{shown}:{Layout.LineOf(text, at ?? Position)}: found {found}, expected {expected}.");

    private bool IsBetweenDateAndTime(int start) => Position - start == 10 && text[start + 4] is '-' && Position + 1 < text.Length && char.IsAsciiDigit(text[Position + 1]);

    private string Close(char quote, bool isLong, StringBuilder value)
    {
        Position += isLong ? 3 : 1;

        // Up to two quotes may stand right before the three that close.
        for (var more = 0; isLong && more < 2 && Next == quote; more++)
        {
            value.Append(quote);
            Position++;
        }

        return isLong && value.Length > 0 && value[0] is '\n' ? value.ToString(1, value.Length - 1) : value.ToString();
    }

    private char TakeCharacter(bool isLong)
    {
        var letter = text[Position];
        if (letter is '\r' && isLong && Position + 1 < text.Length && text[Position + 1] is '\n')
        {
            Position += 2;
            return '\n';
        }

        if (char.IsControl(letter) && letter is not '\t' && !(isLong && letter is '\n'))
        {
            throw Error("a control character", "plain text");
        }

        Position++;
        return letter;
    }

    private string TakeEscape(bool isLong)
    {
        var start = Position++;
        var letter = Next;
        Position++;
        switch (letter)
        {
            case 'b': return "\b";
            case 't': return "\t";
            case 'n': return "\n";
            case 'f': return "\f";
            case 'r': return "\r";
            case 'e': return "\u001b";
            case '"' or '\\': return letter.ToString();
            case 'x' or 'u' or 'U': return TakeCodePoint(letter is 'x' ? 2 : letter is 'u' ? 4 : 8, start);
            case ' ' or '\t' or '\n' or '\r' when isLong && RestIsBreak():
                while (Next is ' ' or '\t' or '\n' or '\r')
                {
                    Position++;
                }

                return "";
            default: throw Error("an unknown escape", "one of \\b \\t \\n \\f \\r \\\" \\\\ \\u \\U", start);
        }
    }

    /// <summary>True when nothing but blanks follows a backslash on its line.</summary>
    private bool RestIsBreak()
    {
        var at = Position - 1;
        while (at < text.Length && text[at] is ' ' or '\t' or '\r')
        {
            at++;
        }

        return at < text.Length && text[at] is '\n';
    }

    private string TakeCodePoint(int digits, int start)
    {
        if (Position + digits <= text.Length && uint.TryParse(text.AsSpan(Position, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && Rune.IsValid(code))
        {
            Position += digits;
            return new Rune(code).ToString();
        }

        throw Error("an escape that is no character", $"{digits} hexadecimal digits", start);
    }

    private void SkipComment()
    {
        while (!IsAtEnd && Next is not ('\n' or '\r'))
        {
            if (char.IsControl(Next) && Next is not '\t')
            {
                throw Error("a control character", "plain text");
            }

            Position++;
        }
    }

    private void TakeLineBreak()
    {
        if (TryTake('\r') && Next is not '\n')
        {
            throw Error("a carriage return alone", "a line break");
        }

        Expect('\n');
    }

    /// <summary>Never the text itself: it may hold a secret.</summary>
    private string Found() => IsAtEnd ? "the end of the file" : Next is '\n' or '\r' ? "the end of the line" : char.IsLetterOrDigit(Next) ? "a word" : char.IsControl(Next) ? "a control character" : $"'{Next}'";

    [GeneratedRegex(
        @"\A(true|false|[+-]?(inf|nan)|[+-]?(0|[1-9](_?[0-9])*)(\.[0-9](_?[0-9])*)?([eE][+-]?[0-9](_?[0-9])*)?|0x[0-9A-Fa-f](_?[0-9A-Fa-f])*|0o[0-7](_?[0-7])*|0b[01](_?[01])*|[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ][0-9:.]+([Zz]|[+-][0-9:]+)?)?|[0-9]{2}:[0-9]{2}(:[0-9.]+)?)\z",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex PlainForm();
}
