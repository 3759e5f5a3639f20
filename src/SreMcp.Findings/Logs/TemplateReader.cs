using System.Buffers;
using System.Text;

namespace SreMcp.Findings;

/// <summary>One pass over one line. Tokens with digits, quoted words and values of unknown keys become <c>*</c>; everything else stays.</summary>
internal ref struct TemplateReader(ReadOnlySpan<byte> line)
{
    private const int WordsWhereALevelStands = 12;
    private const int LongestKey = 64;
    private const int LongestWord = 40;

    internal static readonly SearchValues<byte> InTokens = SearchValues.Create(
        [.. "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.%@+~#$&*!"u8, .. Enumerable.Range(128, 128).Select(value => (byte)value)]);

    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789"u8);

    private static readonly SearchValues<byte> NotInKeys = SearchValues.Create(" 0123456789"u8);

    private readonly ReadOnlySpan<byte> _line = line;
    private byte[] _text = ArrayPool<byte>.Shared.Rent(line.Length + 64);
    private int _length;
    private int _place;
    private int _words;
    private bool _isPastQuotes;
    private LogKey _key;
    private LogLevel? _said;
    private LogLevel? _implied;

    public LineTemplate Read(bool isCut)
    {
        while (_place < _line.Length)
        {
            Step(_line[_place]);
        }

        if (isCut)
        {
            Wild();
        }

        var text = Encoding.UTF8.GetString(_text.AsSpan(0, _length)).TrimEnd();
        return new(text, _said ?? _implied ?? LogLevel.Info);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_text);
        _text = [];
    }

    private void Step(byte next)
    {
        if (next is (byte)'"')
        {
            Quoted();
        }
        else if (InTokens.Contains(next))
        {
            Token();
        }
        else
        {
            Separator(next);
        }
    }

    /// <summary>Blanks, controls and backslashes become one blank; a value ends where a list, a map or another field begins.</summary>
    private void Separator(byte next)
    {
        _place++;
        if (next is <= (byte)' ' or (byte)'\\' or 0x7f)
        {
            Put((byte)' ');
            return;
        }

        if (next is (byte)'\'' && ApostropheEnd() is { } end)
        {
            Wild();
            _place = end + 1;
            return;
        }

        if (next is (byte)',' or (byte)'{' or (byte)'}' or (byte)'[' or (byte)']' or (byte)';')
        {
            _key = LogKey.None;
        }

        Put(next);
    }

    /// <summary>A key, a value, or a sentence in quotes.</summary>
    private void Quoted()
    {
        var inner = _line[(_place + 1)..];
        var length = _isPastQuotes ? -1 : EndOfQuote(inner);
        if (length < 0)
        {
            // Looking again at every further quote would take quadratic time on a line made of them.
            _isPastQuotes = true;
            _place++;
            Put((byte)'"');
            return;
        }

        var text = inner[..length];
        if (IsKey(text, inner[(length + 1)..], out var colon))
        {
            Put(text);
            Put((byte)':');
            _key = LogKeys.Of(text);
            _place += length + 2 + colon;
            return;
        }

        var isSentence = _key is LogKey.Words or LogKey.Level or LogKey.Status || (_key is LogKey.None && text.Contains((byte)' '));
        if (isSentence)
        {
            Sentence(_place + 1, _place + 1 + length);
        }
        else
        {
            Wild();
        }

        _place += isSentence ? 1 : length + 2;
        _key = LogKey.None;
        StatusAfterQuote();
    }

    /// <summary>The words between two quotes, by the same rules as outside.</summary>
    private void Sentence(int from, int to)
    {
        Put((byte)'"');
        var (rest, key) = (_place, _key);
        var inner = new TemplateReader(_line[from..to]) { _key = key is LogKey.Words ? LogKey.None : key, _words = key is LogKey.Level ? 0 : _words };
        while (inner._place < inner._line.Length)
        {
            inner.Step(inner._line[inner._place]);
        }

        Put(inner._text.AsSpan(0, inner._length));
        Put((byte)'"');
        (_said, _implied) = (_said ?? inner._said, Worse(_implied, inner._implied));
        _words += inner._words;
        inner.Dispose();
        _place = rest + (to - from) + 1;
    }

    /// <summary>Access logs: <c>"GET / HTTP/1.1" 500 803</c>.</summary>
    private void StatusAfterQuote()
    {
        if (_place + 4 <= _line.Length && _line[_place] is (byte)' ' && IsNumber(_line.Slice(_place + 1, 3)) && (_place + 4 == _line.Length || _line[_place + 4] is (byte)' '))
        {
            _place++;
            Put((byte)' ');
            Status();
        }
    }

    private void Token()
    {
        var length = _line[_place..].IndexOfAnyExcept(InTokens);
        var token = length < 0 ? _line[_place..] : _line.Slice(_place, length);
        var after = _place + token.Length;
        _words++;
        if (after + 1 < _line.Length && _line[after] is (byte)'=' && _line[after + 1] is not ((byte)' ' or (byte)'=') && token.Length <= LongestKey && !token.ContainsAny(Digits))
        {
            Put(token);
            Put((byte)'=');
            _key = LogKeys.Of(token);
            _place = after + 1;
            return;
        }

        if (_key is LogKey.Status && token.Length is 3 && IsNumber(token))
        {
            Status();
        }
        else if (_key is LogKey.Level && token.Length is 2 && IsNumber(token))
        {
            NumericLevel();
        }
        else
        {
            PutToken(token);
            _place = after;
        }

        _key = _key is LogKey.Varying && _place < _line.Length && _line[_place] is (byte)'/' or (byte)':' ? _key : LogKey.None;
    }

    private void PutToken(ReadOnlySpan<byte> token)
    {
        if (TokenShape.IsKlogHead(token, _length))
        {
            _said ??= TokenShape.KlogLevel(token[0]);
            Put(token[..1]);
            Wild();
        }
        else if (_key is LogKey.Varying || token.ContainsAny(Digits) || token.Length > LongestWord || TokenShape.IsPartOfTime(token, _text.AsSpan(0, _length), _line[(_place + token.Length)..]))
        {
            Wild();
        }
        else
        {
            ReadLevel(token);
            Put(token);
        }
    }

    private void ReadLevel(ReadOnlySpan<byte> token)
    {
        var word = token.Trim("-_.!*#+~"u8);
        var isPlace = _key is LogKey.Level || (_words <= WordsWhereALevelStands && (TokenShape.IsCapital(word) || (_length > 0 && _text[_length - 1] is (byte)'[')));
        if (_said is null && isPlace)
        {
            _said = LogLevelWords.Of(word);
        }

        _implied = Worse(_implied, LogLevelWords.Implied(word));
    }

    /// <summary>Keeps the class of a status: <c>5xx</c>.</summary>
    private void Status()
    {
        var first = _line[_place];
        if (first is < (byte)'1' or > (byte)'5')
        {
            Wild();
            _place += 3;
            return;
        }

        Put(first);
        Put("xx"u8);
        _implied = Worse(_implied, first switch { (byte)'5' => LogLevel.Error, (byte)'4' => LogLevel.Warning, _ => null });
        _place += 3;
    }

    /// <summary>Levels as numbers, 10 for trace to 60 for fatal.</summary>
    private void NumericLevel()
    {
        var first = _line[_place];
        Put(first);
        Put((byte)'0');
        _said ??= first switch { (byte)'1' => LogLevel.Trace, (byte)'2' => LogLevel.Debug, (byte)'4' => LogLevel.Warning, (byte)'5' => LogLevel.Error, (byte)'6' => LogLevel.Fatal, _ => LogLevel.Info };
        _place += 2;
    }

    /// <summary>One <c>*</c> for any number of varying things in a row, so that lists of different lengths are one template.</summary>
    private void Wild()
    {
        var text = _text.AsSpan(0, _length);
        var end = text.Length;
        while (end > 0 && text[end - 1] is (byte)' ' or (byte)':' or (byte)',' or (byte)'/')
        {
            end--;
        }

        if (end > 0 && text[end - 1] is (byte)'*')
        {
            _length = end;
            return;
        }

        Put((byte)'*');
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        MakeRoom(bytes.Length);
        bytes.CopyTo(_text.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Put(byte one)
    {
        if (one is (byte)' ' && (_length == 0 || _text[_length - 1] is (byte)' '))
        {
            return;
        }

        MakeRoom(1);
        _text[_length++] = one;
    }

    private void MakeRoom(int more)
    {
        if (_length + more > _text.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent((_length + more) * 2);
            _text.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_text);
            _text = larger;
        }
    }

    /// <summary>Where a word in single quotes ends; null for an apostrophe.</summary>
    private readonly int? ApostropheEnd()
    {
        if (_place >= 2 && char.IsAsciiLetterOrDigit((char)_line[_place - 2]))
        {
            return null;
        }

        var length = _line[_place..].IndexOfAny("' "u8);
        var end = _place + length;
        return length > 0 && _line[end] is (byte)'\'' && (end + 1 == _line.Length || !char.IsAsciiLetterOrDigit((char)_line[end + 1])) ? end : null;
    }

    private static int EndOfQuote(ReadOnlySpan<byte> inner)
    {
        for (var index = 0; index < inner.Length; index++)
        {
            if (inner[index] is (byte)'\\')
            {
                index++;
            }
            else if (inner[index] is (byte)'"')
            {
                return index;
            }
        }

        return -1;
    }

    private static bool IsKey(ReadOnlySpan<byte> text, ReadOnlySpan<byte> rest, out int colon)
    {
        colon = rest.IndexOfAnyExcept((byte)' ') + 1;
        return colon > 0 && rest[colon - 1] is (byte)':' && text.Length is > 0 and <= LongestKey && !text.ContainsAny(NotInKeys);
    }

    internal static bool IsNumber(ReadOnlySpan<byte> token) => !token.ContainsAnyExcept(Digits);

    private static LogLevel? Worse(LogLevel? one, LogLevel? other) => one is null || other > one ? other ?? one : one;
}
