using System.Text;

namespace SreMcp.Scripts.Review;

/// <summary>Words: quotes, expansions, substitutions.</summary>
internal sealed partial class BashParser
{
    /// <summary>What is kept of a word. Longer ones are read to their end all the same.</summary>
    private const int KeptOfAWord = 256 * 1024;

    private sealed class Building(int line)
    {
        public int Line => line;

        public StringBuilder Text { get; } = new();

        public List<BashExpansion> Expansions { get; } = [];

        public bool IsQuoted { get; set; }

        public bool HasGlob { get; set; }

        public void Add(char character)
        {
            if (Text.Length < KeptOfAWord)
            {
                Text.Append(character);
            }
        }

        public void Add(BashExpansion expansion, string shown)
        {
            Expansions.Add(expansion);
            Text.Append(shown);
        }

        public BashWord Done() => new(line, Text.ToString(), Expansions, IsQuoted, HasGlob);
    }

    private BashWord Word()
    {
        var word = new Building(_at.Line);
        while (!_at.IsAtEnd)
        {
            switch (_at.Current)
            {
                case ' ' or '\t' or '\r' or '\n' or ';' or '&' or '|' or ')':
                case '<' or '>' when _at.Next != '(':
                    return word.Done();
                case '(' when word.Text.Length is 0 || word.Text[^1] is not ('?' or '*' or '+' or '@' or '!'):
                    return word.Done();
                case '(':
                    Parentheses(word);
                    break;
                case '<' or '>':
                    _at.Move(2);
                    Substitution(word, BashExpansionKind.Process, isQuoted: true);
                    break;
                default:
                    Part(word);
                    break;
            }
        }

        return word.Done();
    }

    /// <summary>One word of <c>[[ … ]]</c>, where signs are text.</summary>
    private BashWord TestWord()
    {
        if (_at.StartsWith("]]") && _at.At(2) is '\0' or ' ' or '\t' or '\r' or '\n' or ';' or '&' or '|' or ')' or '}')
        {
            _at.Move(2);
            return new(_at.Line, "]]", [], IsQuoted: false, HasGlob: false);
        }

        var word = new Building(_at.Line);
        var open = 0;
        while (!_at.IsAtEnd && (_at.Current is not (' ' or '\t' or '\r' or '\n') || open > 0))
        {
            if (_at.Current is ';' or '\n' || (_at.Current is '&' && open is 0))
            {
                if (word.Text.Length is 0 && _at.Current == '&')
                {
                    _at.Move(_at.Next == '&' ? 2 : 1);
                    return new(_at.Line, "&&", [], IsQuoted: false, HasGlob: false);
                }

                break;
            }

            open += _at.Current switch { '(' => 1, ')' when open > 0 => -1, _ => 0 };
            if (_at.Current is '(' or ')' or '|' or '<' or '>' or ' ' or '\t' or '\r' or '&')
            {
                word.Add(_at.Current);
                _at.Move();
            }
            else
            {
                Part(word);
            }
        }

        return word.Done();
    }

    /// <summary>The next quoted part, expansion or character of a word.</summary>
    private void Part(Building word)
    {
        switch (_at.Current)
        {
            case '\\':
                Escape(word);
                break;
            case '\'':
                Single(word);
                break;
            case '"':
                Double(word);
                break;
            case '$' when _at.Next == '\'':
                _at.Move();
                Single(word, escapes: true);
                break;
            case '$' when _at.Next == '"':
                _at.Move();
                Double(word);
                break;
            case '$':
                Dollar(word, isQuoted: false);
                break;
            case '`':
                Backticks(word, isQuoted: false);
                break;
            default:
                word.HasGlob |= _at.Current is '*' or '?' or '[';
                word.Add(_at.Current);
                _at.Move();
                break;
        }
    }

    private void Escape(Building word)
    {
        _at.Move();
        if (_at.Current != '\n')
        {
            word.IsQuoted = true;
            word.Add(_at.Current);
        }

        _at.Move();
    }

    private void Single(Building word, bool escapes = false)
    {
        var line = _at.Line;
        word.IsQuoted = true;
        _at.Move();
        while (!_at.IsAtEnd && _at.Current != '\'')
        {
            if (escapes && _at.Current == '\\')
            {
                _at.Move();
            }

            word.Add(_at.Current);
            _at.Move();
        }

        Close("a quote has no end", line);
    }

    private void Double(Building word)
    {
        var line = _at.Line;
        word.IsQuoted = true;
        _at.Move();
        while (!_at.IsAtEnd && _at.Current != '"')
        {
            switch (_at.Current)
            {
                case '\\' when _at.Next is '"' or '\\' or '$' or '`':
                    _at.Move();
                    word.Add(_at.Current);
                    _at.Move();
                    break;
                case '\\' when _at.Next == '\n':
                    _at.Move(2);
                    break;
                case '$':
                    Dollar(word, isQuoted: true);
                    break;
                case '`':
                    Backticks(word, isQuoted: true);
                    break;
                default:
                    word.Add(_at.Current);
                    _at.Move();
                    break;
            }
        }

        Close("a quote has no end", line);
    }

    /// <param name="line">Where it was opened: at the end of the file nobody finds it.</param>
    private void Close(string problem, int line)
    {
        if (_at.IsAtEnd)
        {
            Problem(problem, line);
        }

        _at.Move();
    }

    private void Dollar(Building word, bool isQuoted)
    {
        if (_at.Next == '(' && _at.At(2) == '(')
        {
            _at.Move(3);
            word.Expansions.AddRange(ArithmeticNames());
            word.Add(new BashExpansion(BashExpansionKind.Arithmetic, "", "", isQuoted), "$(())");
        }
        else if (_at.Next == '(')
        {
            _at.Move(2);
            Substitution(word, BashExpansionKind.Command, isQuoted);
        }
        else if (_at.Next == '{')
        {
            _at.Move(2);
            Braces(word, isQuoted);
        }
        else
        {
            _at.Move();
            Plain(word, isQuoted);
        }
    }

    /// <summary><c>$name</c>, <c>$1</c>, <c>$@</c>; a lone dollar is text.</summary>
    private void Plain(Building word, bool isQuoted)
    {
        var start = _at.Position;
        var length = _at.NameLength() is > 0 and var letters ? letters : char.IsAsciiDigit(_at.Current) || _at.Current is '@' or '*' or '#' or '?' or '$' or '!' or '-' ? 1 : 0;
        if (length is 0)
        {
            word.Add('$');
            return;
        }

        _at.Move(length);
        var name = _at.Since(start);
        word.Add(new BashExpansion(BashExpansionKind.Variable, name, "", isQuoted), $"${{{name}}}");
    }

    private void Braces(Building word, bool isQuoted)
    {
        var sign = _at.Current is '#' or '!' && _at.Next != '}' ? _at.Current : '\0';
        if (sign is not '\0')
        {
            _at.Move();
        }

        var start = _at.Position;
        _at.Move(_at.NameLength() is > 0 and var letters ? letters : _at.Current is '}' ? 0 : 1);
        var name = _at.Since(start, 200);
        var rest = new Building(_at.Line);
        if (++_depth > DepthLimit)
        {
            Problem("what follows lies too deep inside other expansions and was not read");
            _at.MoveToEnd();
        }

        while (!_at.IsAtEnd && _at.Current != '}')
        {
            // Inside double quotes a single quote is a character of the default.
            if (isQuoted && _at.Current == '\'')
            {
                rest.Add('\'');
                _at.Move();
            }
            else
            {
                Part(rest);
            }
        }

        _depth--;
        Close("'}' is missing", rest.Line);
        word.Expansions.AddRange(rest.Expansions.Where(inner => inner.Kind is BashExpansionKind.Command));
        var kind = sign == '#' ? BashExpansionKind.Arithmetic : BashExpansionKind.Variable;
        var shown = rest.Text.Length is 0 ? "" : rest.Text.ToString(0, Math.Min(rest.Text.Length, 40));
        word.Add(new BashExpansion(kind, name, shown, isQuoted), $"${{{name}}}");
    }

    private void Substitution(Building word, BashExpansionKind kind, bool isQuoted)
    {
        var line = _at.Line;
        var pending = _pending;
        _pending = [];
        if (++_depth > DepthLimit)
        {
            Problem("what follows lies too deep inside other commands and was not read");
            _at.MoveToEnd();
        }

        List(new(BashScopeKind.Substitution, _scopeOfWords, _at.Line, _pipelineOfWords), Ends.Parenthesis);
        _depth--;
        _pending = pending;
        Close("')' is missing", line);
        word.Add(new BashExpansion(kind, "", "", isQuoted), "$()");
    }

    private void Backticks(Building word, bool isQuoted)
    {
        var line = _at.Line;
        _at.Move();
        var inner = new StringBuilder();
        while (!_at.IsAtEnd && _at.Current != '`')
        {
            if (_at.Current == '\\' && _at.Next is '`' or '\\' or '$')
            {
                _at.Move();
            }

            inner.Append(_at.Current);
            _at.Move();
        }

        Close("a backtick has no end", line);
        if (_depth + 20 < DepthLimit)
        {
            var parser = Read(inner.ToString(), new(BashScopeKind.Substitution, _scopeOfWords, line, _pipelineOfWords), line, _depth + 20);
            Commands.AddRange(parser.Commands);
        }

        word.Add(new BashExpansion(BashExpansionKind.Command, "", "", isQuoted), "$()");
    }

    /// <summary>To the closing <c>))</c>; every name is an expansion that can hold nothing but a number.</summary>
    private List<BashExpansion> ArithmeticNames()
    {
        List<BashExpansion> names = [];
        var open = 2;
        while (!_at.IsAtEnd && open > 0)
        {
            if (_at.NameLength() is > 0 and var length)
            {
                var start = _at.Position;
                _at.Move(length);
                names.Add(new(BashExpansionKind.Arithmetic, _at.Since(start, 200), "", IsQuoted: true));
                continue;
            }

            open += _at.Current switch { '(' => 1, ')' => -1, _ => 0 };
            _at.Move();
        }

        if (open > 0)
        {
            Problem("'))' is missing");
        }

        return names;
    }

    /// <summary>The parentheses of an extended pattern, such as <c>*.@(log|tmp)</c>.</summary>
    private void Parentheses(Building word)
    {
        word.HasGlob = true;
        var open = 0;
        do
        {
            open += _at.Current switch { '(' => 1, ')' => -1, _ => 0 };
            word.Add(_at.Current);
            _at.Move();
        }
        while (!_at.IsAtEnd && open > 0 && _at.Current != '\n');
    }
}
