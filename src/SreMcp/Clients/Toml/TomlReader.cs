using SreMcp.Policy;

namespace SreMcp.Clients.Toml;

/// <summary>Reads TOML for its structure: which value stands where. Strict enough that what it takes, a TOML library takes.</summary>
internal sealed class TomlReader
{
    private const int MostDepth = 64;

    private readonly TomlCursor _at;
    private readonly List<TomlTable> _tables = [];
    private readonly List<TomlValue> _values = [];
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _arrays = new(StringComparer.Ordinal);

    private TomlReader(string shown, string text) => _at = new(shown, text);

    /// <exception cref="SreException">SRE0804 with file and line.</exception>
    public static TomlDocument Read(string shown, string text)
    {
        var reader = new TomlReader(shown, text);
        reader.ReadAll();
        return new(reader._tables, reader._values);
    }

    private void ReadAll()
    {
        List<string> table = [];
        for (_at.SkipLines(); !_at.IsAtEnd; _at.SkipLines())
        {
            if (_at.Next is '[')
            {
                table = ReadHeader();
            }
            else
            {
                ReadPair(table, depth: 0);
            }

            _at.ExpectEndOfLine();
        }
    }

    private List<string> ReadHeader()
    {
        var start = _at.Position;
        _at.Expect('[');
        var isOfArray = _at.TryTake('[');
        _at.SkipBlanks();
        var path = Numbered(ReadKey(), isOfArray);
        _at.SkipBlanks();
        _at.Expect(']');
        if (isOfArray)
        {
            _at.Expect(']');
        }

        Take("table", path, start);
        _tables.Add(new(path, start, isOfArray));
        return path;
    }

    /// <summary>The path with the number of the newest table wherever it passes an array of tables.</summary>
    private List<string> Numbered(List<string> keys, bool isOfArray)
    {
        List<string> path = [];
        for (var index = 0; index < keys.Count; index++)
        {
            path.Add(keys[index]);
            var name = Joined(path);
            var isNew = isOfArray && index == keys.Count - 1;
            if (isNew)
            {
                _arrays[name] = _arrays.GetValueOrDefault(name) + 1;
            }

            if (_arrays.TryGetValue(name, out var number))
            {
                path[^1] = $"{keys[index]}#{number}";
            }
        }

        return path;
    }

    private void ReadPair(List<string> table, int depth)
    {
        var start = _at.Position;
        List<string> path = [.. table, .. ReadKey()];
        _at.SkipBlanks();
        _at.Expect('=');
        _at.SkipBlanks();
        Take("value", path, start);
        _values.Add(ReadValue(path, depth));
    }

    private List<string> ReadKey()
    {
        List<string> keys = [];
        do
        {
            _at.SkipBlanks();
            keys.Add(_at.TakeKey());
            _at.SkipBlanks();
        }
        while (_at.TryTake('.'));
        return keys;
    }

    private TomlValue ReadValue(List<string> path, int depth)
    {
        var start = _at.Position;
        if (depth > MostDepth)
        {
            throw _at.Error($"values nested deeper than {MostDepth}", "a flatter file");
        }

        switch (_at.Next)
        {
            case '"' or '\'':
                var text = _at.TakeText();
                return new(path, TomlKind.Text, start, _at.Position, text, []);
            case '[':
                var items = ReadArray(path, depth);
                return new(path, TomlKind.Array, start, _at.Position, null, items);
            case '{':
                ReadInlineTable(path, depth);
                return new(path, TomlKind.InlineTable, start, _at.Position, null, []);
            default:
                var plain = _at.TakePlain();
                return new(path, TomlKind.Plain, start, _at.Position, plain, []);
        }
    }

    private List<TomlValue> ReadArray(List<string> path, int depth)
    {
        List<TomlValue> items = [];
        _at.Expect('[');
        for (_at.SkipLines(); !_at.TryTake(']'); _at.SkipLines())
        {
            items.Add(ReadValue([.. path, $"#{items.Count + 1}"], depth + 1));
            _at.SkipLines();
            if (!_at.TryTake(',') && _at.Next is not ']')
            {
                throw _at.Error("an array that goes on without a comma", "',' or ']'");
            }
        }

        return items;
    }

    private void ReadInlineTable(List<string> path, int depth)
    {
        _at.Expect('{');
        for (_at.SkipLines(); !_at.TryTake('}'); _at.SkipLines())
        {
            ReadPair(path, depth + 1);
            _at.SkipLines();
            if (!_at.TryTake(',') && _at.Next is not '}')
            {
                throw _at.Error("an inline table that goes on without a comma", "',' or '}'");
            }
        }
    }

    private void Take(string what, List<string> path, int at)
    {
        if (!_taken.Add(Joined(path)))
        {
            throw _at.Error($"the {what} {TextCleaner.OneLine(string.Join('.', path), 80)} a second time", "it once", at);
        }
    }

    private static string Joined(List<string> path) => string.Join('\u0001', path);
}
