using System.Text.RegularExpressions;

namespace SreMcp.Policy;

/// <summary>A value of a file, with the line it stands on.</summary>
public abstract class StrictNode
{
    private protected StrictNode(FileLine at) => At = at;

    public FileLine At { get; }

    /// <summary>What stands there, in words for a message.</summary>
    public abstract string Found { get; }

    /// <exception cref="SreException">SRE0208 unless it is a mapping.</exception>
    public virtual StrictMapping AsMapping(string expected = "a mapping") => throw Wrong(expected);

    /// <exception cref="SreException">SRE0208 unless it is a list.</exception>
    public virtual IReadOnlyList<StrictNode> AsList(string expected = "a list") => throw Wrong(expected);

    /// <summary>Text that can be nothing else: quoted, or not like a number, a date, null, yes or no.</summary>
    /// <exception cref="SreException">SRE0208 otherwise, empty text included.</exception>
    public virtual string AsText(string expected = "text") => throw Wrong(expected);

    /// <summary>The text where <see cref="AsText"/> would give it, else null: for values that no message may show.</summary>
    public virtual string? TextOrNull => null;

    /// <exception cref="SreException">SRE0208 unless it is <c>true</c> or <c>false</c>.</exception>
    public virtual bool AsBoolean() => throw Wrong("true or false");

    /// <exception cref="SreException">SRE0208 unless it is a whole number in the range.</exception>
    public virtual int AsInteger(int min, int max) => throw Wrong($"a whole number from {min} to {max}");

    /// <summary>One value or a list of at least one.</summary>
    public virtual IReadOnlyList<StrictNode> AsOneOrMany(string expected = "a value or a list of values") => [this];

    /// <summary>One of the names given.</summary>
    /// <exception cref="SreException">SRE0208, SRE0209 with the nearest name.</exception>
    public T AsChoice<T>(string what, IReadOnlyDictionary<string, T> choices)
    {
        var text = AsText(what);
        return choices.TryGetValue(text, out var chosen) ? chosen : throw Unknown(what, text, choices.Keys);
    }

    /// <summary>An error about this value that names its file and line.</summary>
    public SreException Error(ErrorCode code, string found, string expected) => new(code, $"{At}: found {found}, expected {expected}.");

    /// <summary>SRE0209 for text that names nothing known, with the nearest name.</summary>
    public SreException Unknown(string what, string text, IEnumerable<string> known)
    {
        var names = known.ToArray();
        return Error(Errors.Policies.UnknownValue, $"'{TextCleaner.OneLine(text, 60)}'", $"{what}: {Spelling.OneOf(text, names)}");
    }

    private protected SreException Wrong(string expected) => Error(Errors.Policies.WrongType, Found, expected);
}

/// <summary>A list of values.</summary>
public sealed class StrictList : StrictNode
{
    private readonly List<StrictNode> _items;

    internal StrictList(FileLine at, List<StrictNode> items)
        : base(at) => _items = items;

    public override string Found => _items.Count == 0 ? "an empty list" : "a list";

    public override IReadOnlyList<StrictNode> AsList(string expected = "a list") => _items;

    public override IReadOnlyList<StrictNode> AsOneOrMany(string expected = "a value or a list of values") => _items.Count > 0 ? _items : throw Wrong(expected);
}

/// <summary>A single value as it stands in the file.</summary>
public sealed partial class StrictScalar : StrictNode
{
    private readonly string _value;
    private readonly bool _isPlain;

    internal StrictScalar(FileLine at, string value, bool isPlain)
        : base(at)
    {
        _value = value;
        _isPlain = isPlain;
    }

    /// <summary>Nothing, <c>~</c> or <c>null</c>.</summary>
    public bool IsNull => _isPlain && _value is ("" or "~" or "null" or "Null" or "NULL");

    public override string Found => this switch
    {
        { IsNull: true } => "nothing",
        { _value: "" } => "empty text",
        { IsBoolean: true } => $"the yes-or-no value {_value}",
        { LooksLikeNumber: true } => $"the number or date {TextCleaner.OneLine(_value, 40)}",
        _ => $"the text '{TextCleaner.OneLine(_value, 60)}'",
    };

    private bool IsBoolean => _isPlain && Booleans().IsMatch(_value);

    private bool LooksLikeNumber => _isPlain && Numbers().IsMatch(_value);

    public override string? TextOrNull => _value.Length > 0 && !IsNull && !IsBoolean && !LooksLikeNumber ? _value : null;

    public override string AsText(string expected = "text") =>
        TextOrNull ?? throw Wrong(_value.Length > 0 && !IsNull ? $"{expected}; put quotes around it if it is text" : expected);

    public override bool AsBoolean() => _isPlain && _value is ("true" or "false") ? _value is "true" : throw Wrong("true or false");

    public override int AsInteger(int min, int max) =>
        _isPlain && Integers().IsMatch(_value) && int.TryParse(_value, out var number) && number >= min && number <= max
            ? number
            : throw Wrong($"a whole number from {min} to {max}");

    [GeneratedRegex("^(y|n|yes|no|on|off|true|false)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Booleans();

    /// <summary>What one YAML version or another takes for a number: decimal, octal, hexadecimal, with exponent, base 60, infinity; and dates.</summary>
    [GeneratedRegex(@"^([-+]?(0[xo][0-9a-f_]+|[0-9][0-9_]*(\.[0-9_]*)?(e[-+]?[0-9]+)?|\.[0-9]+(e[-+]?[0-9]+)?|\.inf|[0-9]+(:[0-5]?[0-9])+(\.[0-9]*)?)|\.nan|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([t ].*)?)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Numbers();

    [GeneratedRegex("^(0|-?[1-9][0-9]*)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Integers();
}
