namespace SreMcp.Policy;

/// <summary>A key of a mapping with its value.</summary>
public readonly record struct StrictEntry(string Key, FileLine At, StrictNode Value);

/// <summary>Keys and values in the order of the file.</summary>
public sealed class StrictMapping : StrictNode
{
    private readonly List<StrictEntry> _entries;

    internal StrictMapping(FileLine at, List<StrictEntry> entries)
        : base(at) => _entries = entries;

    public IReadOnlyList<StrictEntry> Entries => _entries;

    public override string Found => "a mapping";

    public override StrictMapping AsMapping(string expected = "a mapping") => this;

    public override IReadOnlyList<StrictNode> AsOneOrMany(string expected = "a value or a list of values") => throw Wrong(expected);

    /// <summary>Refuses every key but these.</summary>
    /// <exception cref="SreException">SRE0205 with the nearest key.</exception>
    public StrictMapping Only(IReadOnlyCollection<string> keys)
    {
        foreach (var entry in _entries)
        {
            if (!keys.Contains(entry.Key))
            {
                throw new SreException(Errors.Policies.UnknownKey, $"{entry.At}: found the key '{TextCleaner.OneLine(entry.Key, 60)}', expected {Spelling.OneOf(entry.Key, keys)}.");
            }
        }

        return this;
    }

    /// <summary>The value of a key; null when the key is not there. A key with nothing behind it is there.</summary>
    public StrictNode? Find(string key)
    {
        foreach (var entry in _entries)
        {
            if (entry.Key == key)
            {
                return entry.Value;
            }
        }

        return null;
    }

    /// <exception cref="SreException">SRE0207 when the key is not there.</exception>
    public StrictNode Require(string key) =>
        Find(key) ?? throw Error(Errors.Policies.MissingKey, $"no key '{key}'", $"it beside {(Entries.Count == 0 ? "nothing else" : string.Join(", ", Entries.Select(entry => $"'{TextCleaner.OneLine(entry.Key, 40)}'")))}");
}
