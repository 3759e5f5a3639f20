namespace SreMcp.Scripts.Review;

/// <summary>One statement of PowerShell with the blocks that it stands in.</summary>
internal sealed class PowerShellStatement(int line, IReadOnlyList<PowerShellStatement> around)
{
    public int Line { get; } = line;

    /// <summary>Words, strings and variables, as they stand; pipes start a new statement.</summary>
    public List<CodeToken> Tokens { get; } = [];

    /// <summary>Statements whose blocks are open around it, the outermost first.</summary>
    public IReadOnlyList<PowerShellStatement> Around { get; } = around;

    public string First => Tokens.Count > 0 ? Tokens[0].Text.ToLowerInvariant() : "";

    public bool Has(string word) => Tokens.Exists(token => token.Text.Equals(word, StringComparison.OrdinalIgnoreCase) || token.Text.StartsWith(word + ":", StringComparison.OrdinalIgnoreCase));
}

/// <summary>Reads PowerShell into statements: comments, strings, here-strings, blocks, continued lines. It never fails.</summary>
internal sealed class PowerShellLexer(string text)
{
    private const int StatementLimit = 20_000;
    private const int DepthLimit = 100;
    private const int KeptOfAText = 16 * 1024;

    private readonly List<PowerShellStatement> _statements = [];
    private readonly List<PowerShellStatement> _open = [];
    private PowerShellStatement? _current;
    private IReadOnlyList<PowerShellStatement> _around = [];
    private int _at;
    private int _line = 1;
    private int _parentheses;

    /// <summary>How often it moved.</summary>
    public long Steps { get; private set; }

    public IReadOnlyList<PowerShellStatement> Read()
    {
        while (_at < text.Length && _statements.Count < StatementLimit)
        {
            Next();
        }

        return _statements;
    }

    private void Move(int count = 1)
    {
        for (var index = 0; index < count && _at < text.Length; index++, _at++)
        {
            _line += text[_at] == '\n' ? 1 : 0;
            Steps++;
        }
    }

    private char Peek(int offset) => _at + offset < text.Length ? text[_at + offset] : '\0';

    private void Next()
    {
        switch (text[_at])
        {
            case '\n':
                if (_parentheses <= 0)
                {
                    _current = null;
                }

                Move();
                break;
            case ';' or '|':
                _current = null;
                Move();
                break;
            case '`' when Peek(1) is '\n' or '\r':
                Move(Peek(1) == '\r' ? 3 : 2);
                break;
            case '#':
                MoveTo("\n", past: false);
                break;
            case '<' when Peek(1) == '#':
                MoveTo("#>", past: true);
                break;
            case '@' when Peek(1) is '"' or '\'':
                Here(Peek(1));
                break;
            case '"' or '\'':
                Quoted(text[_at]);
                break;
            case '{':
                Open();
                break;
            case '}':
                Close();
                break;
            case ' ' or '\t' or '\r' or '\0':
                Move();
                break;
            default:
                Word();
                break;
        }
    }

    private void MoveTo(string end, bool past)
    {
        var found = text.AsSpan(_at).IndexOf(end, StringComparison.Ordinal);
        Move(found < 0 ? text.Length - _at : found + (past ? end.Length : 0));
    }

    private void Add(CodeTokenKind kind, string token, int line)
    {
        if (_current is null)
        {
            _current = new(line, _around);
            _statements.Add(_current);
        }

        _current.Tokens.Add(new(kind, token, line));
    }

    private void Open()
    {
        if (_open.Count < DepthLimit)
        {
            _open.Add(_current ?? new(_line, _around));
            _around = [.. _open];
        }

        _current = null;
        Move();
    }

    private void Close()
    {
        if (_open.Count > 0)
        {
            // An else behind the block goes with what opened it.
            _current = null;
            _open.RemoveAt(_open.Count - 1);
            _around = [.. _open];
        }

        Move();
    }

    private void Here(char quote)
    {
        var (start, line) = (_at, _line);
        MoveTo($"\n{quote}@", past: true);
        Add(quote == '"' ? CodeTokenKind.Template : CodeTokenKind.Text, text.Substring(start, Math.Min(_at - start, KeptOfAText)), line);
    }

    private void Quoted(char quote)
    {
        var line = _line;
        Move();
        var start = _at;
        while (_at < text.Length && (text[_at] != quote || Peek(1) == quote))
        {
            Move(text[_at] == quote || (text[_at] == '`' && quote == '"') ? 2 : 1);
        }

        var inner = text.Substring(Math.Min(start, text.Length), Math.Max(0, Math.Min(Math.Min(_at, text.Length) - start, KeptOfAText)));
        Add(quote == '"' && inner.Contains('$', StringComparison.Ordinal) ? CodeTokenKind.Template : CodeTokenKind.Text, inner, line);
        Move();
    }

    private void Word()
    {
        var (start, line) = (_at, _line);
        if (text[_at] is '(' or ')' or '=' or ',' or '[' or ']')
        {
            _parentheses = Math.Max(0, _parentheses + (text[_at] switch { '(' => 1, ')' => -1, _ => 0 }));
            Move();
            Add(CodeTokenKind.Sign, text[start].ToString(), line);
            return;
        }

        while (_at < text.Length && text[_at] is not (' ' or '\t' or '\r' or '\n' or ';' or '|' or '{' or '}' or '(' or ')' or '"' or '\'' or '=' or ',' or '[' or ']'))
        {
            Move(text[_at] == '`' ? 2 : 1);
        }

        Add(CodeTokenKind.Name, text.Substring(start, Math.Min(Math.Min(_at, text.Length) - start, 200)), line);
    }
}
